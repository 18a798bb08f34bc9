import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { ParquetReportRows } from '#reports/adapters/parquet-report-rows';
import type { ReportRow } from '#reports/report-row';
import { memoryS3 } from '#test/support/memory-s3';
import { aReport } from '#test/support/report-builders';

const title = fc.constantFrom('', 'A', 'B', 'A title that is longer than what V8 copies');
const cell = fc.string({
  unit: fc.constantFrom('a', '"', '\\', 'é', '😀', ' ', '\u0001', '\u007f', '\n'),
  maxLength: 6,
});
const rowArbitrary = fc
  .record({ title, store: fc.constantFrom('S', 'T'), payable: fc.boolean(), cells: fc.array(cell, { minLength: 1 }) })
  .map(({ cells, ...row }): Omit<ReportRow, 'line'> => {
    const own = { amount: undefined, amountText: '0.1', units: '1', filter: '', salePeriod: '2025-04', errors: [] };
    const track = { isrc: row.title === 'A' ? 'USABC1700001' : '', upc: '', trackKey: row.title, artist: 'X' };
    const context = { sheet: '', currency: 'USD', territory: '', transactionKind: 'sale' as const };
    return { ...own, ...track, ...context, ...row, cells, text: cells.join('\t'), separator: '\t' };
  });

it('rows come back whole and in order, and every payable track is named, wherever parts and dictionaries end', async () => {
  const report = aReport('r_1');
  await fc.assert(
    fc.asyncProperty(
      fc.array(rowArbitrary, { maxLength: 12 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 0, max: 4 }),
      async (rows, partRows, dictionaryEntriesMax) => {
        const s3 = memoryS3();
        const writer = await new ParquetReportRows(s3.client, 'lake', { partRows, dictionaryEntriesMax }).write(report);
        for (const [at, row] of rows.entries()) await writer.append({ ...row, line: at + 2 });
        await writer.close();

        const kept = await parquetRows(
          s3,
          '/report_rows/',
          'line, title, track_key, store, cast(payable as varchar) as payable, text, separator',
          'ordinal',
        );
        const tracks = await parquetRows(s3, '/tracks/', 'distinct isrc, upc, track_key', 'track_key');

        expect(
          kept.map(({ text, separator, ...row }) => ({ ...row, cells: String(text).split(String(separator)) })),
        ).toEqual(
          rows.map((row, at) => ({
            line: at + 2,
            title: row.title,
            track_key: row.trackKey,
            store: row.store,
            payable: String(row.payable),
            cells: row.cells,
          })),
        );
        const payable = rows.filter((row) => row.payable);
        expect(tracks.map((track) => track['track_key'])).toEqual(
          [...new Set(payable.map((row) => row.trackKey))].sort(),
        );
      },
    ),
    { numRuns: 8 },
  );
});

async function parquetRows(s3: ReturnType<typeof memoryS3>, folder: string, select: string, order: string) {
  const directory = mkdtempSync(join(tmpdir(), 'pennywhistle-parts-'));
  const keys = s3.keys().filter((key) => key.includes(folder));
  for (const [at, key] of keys.entries()) {
    writeFileSync(join(directory, `${at}.parquet`), s3.objects.get(key) ?? Buffer.alloc(0));
  }
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  const answer = await connection.runAndReadAll(`select ${select} from '${directory}/*.parquet' order by ${order}`);
  connection.closeSync();
  instance.closeSync();
  rmSync(directory, { recursive: true });
  return answer.getRowObjects();
}
