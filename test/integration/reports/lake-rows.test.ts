import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, it } from 'vitest';
import { ParquetReportRows } from '#reports/adapters/parquet-report-rows';
import { createReportReader } from '#reports/report-reader';
import { memoryS3 } from '#test/support/memory-s3';
import { aReport as aReportRecord } from '#test/support/report-builders';
import { aMapping, aReport } from '#test/support/text-report';

const HEADER = 'Date,Title,ISRC,Units,Net';
const LINES = [
  '2025-04-01,Plain,USABC1700001,1,0.10',
  '2025-04-01,"Quoted, with ""quotes""",USABC1700001,1,0.20',
  '2025-04-01,Back\\slash and tab\t,USABC1700001,1,0.30',
  '2025-04-01,Ünïcode 😀,USABC1700002,1,-0.40',
  '2025-04-01,"Two\nlines",USABC1700002,1,0.50',
];

it('a row of the lake keeps every cell as the file has it, quoted or not', async () => {
  const s3 = memoryS3();
  const writer = await new ParquetReportRows(s3.client, 'lake').write(aReportRecord('r_1'));
  const reader = createReportReader(aReport({ 'report.csv': `${[HEADER, ...LINES].join('\n')}\n` }), aMapping());

  for await (const batch of reader.batches()) for (const row of batch) await writer.append(row);
  await writer.close();

  const Key = s3
    .keys()
    .find((key) => key.includes('/report_rows/'))
    ?.slice('lake/'.length);
  const rows = await parquetRows(await bytesOf(s3, Key));
  expect(
    rows.map(({ line, amount, text, separator }) => [line, amount, String(text).split(String(separator))[1]]),
  ).toEqual([
    [2, '0.10', 'Plain'],
    [3, '0.20', 'Quoted, with "quotes"'],
    [4, '0.30', 'Back\\slash and tab\t'],
    [5, '-0.40', 'Ünïcode 😀'],
    [6, '0.50', 'Two\nlines'],
  ]);
});

async function bytesOf(s3: ReturnType<typeof memoryS3>, Key: string | undefined): Promise<Buffer> {
  const { Body } = await s3.client.send(new GetObjectCommand({ Bucket: 'lake', Key }));
  return buffer(Body as AsyncIterable<Uint8Array>);
}

async function parquetRows(bytes: Buffer) {
  const directory = mkdtempSync(join(tmpdir(), 'pennywhistle-rows-'));
  const path = join(directory, 'rows.parquet');
  writeFileSync(path, bytes);
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const answer = await connection.runAndReadAll(`select line, amount, text, separator from '${path}' order by ordinal`);
  connection.closeSync();
  rmSync(directory, { recursive: true });
  return answer.getRowObjects();
}
