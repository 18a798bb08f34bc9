import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, it } from 'vitest';
import { parseDecimal } from '#kernel/money/decimal';
import { ParquetReportLines } from '#reports/adapters/parquet-report-lines';
import { lakeKeys, partName } from '#reports/lake-keys';
import { memoryS3 } from '#test/support/memory-s3';
import { aReport } from '#test/support/report-builders';

/** Amounts of every length that a mapping may read, past 18 digits and 28 decimals included. */
const AMOUNTS = [
  '0.10',
  '-0.3',
  '7',
  '-0.00',
  '12345678901234567890.123456789012',
  '0.0000000000000000000000000001',
  '-9223372036854775808',
  '922337203685477580.8',
];
const REPORT = aReport('r_1');
const CURRENCIES = ['USD', 'EUR'] as const;
const currencyAt = (at: number) => CURRENCIES[at % 2] ?? 'USD';

it('every payable amount comes to its conversion at its exact value and in file order, however long it is written', async () => {
  const s3 = memoryS3();
  const rows = AMOUNTS.map((amount, at) => `(${at + 1}, '${amount}', '${currencyAt(at)}')`);
  s3.put(
    'lake',
    lakeKeys.rows(REPORT) + partName(1),
    await parquetOf(
      `select 'p' as provider, 'x' as period, 'r_1' as report_id, ordinal, ordinal as line, '' as sheet, currency, amount,
        true as payable, 'I' as isrc, '' as upc, '' as track_key, '' as store, '' as territory, '' as sale_period
       from (values ${rows.toReversed().join(', ')}) as rows (ordinal, amount, currency)`,
    ),
  );
  s3.put(
    'lake',
    lakeKeys.matches(REPORT),
    await parquetOf(
      `select 'I' as isrc, '' as upc, '' as track_key, 'T' as track_id, 'isrc' as match_kind, 'H' as owner_id,
        'b' as batch_id, '0.15' as commission_rate`,
    ),
  );
  const handed: unknown[] = [];

  await new ParquetReportLines(s3.client, 'lake').write(REPORT, {
    currencyOf: new Map(CURRENCIES.map((currency) => [currency, currency])),
    convert: ({ amounts, currencies, commissionRates }) => {
      for (const [at, amount] of amounts.entries()) handed.push([amount, currencies[at], commissionRates[at]]);
      return { converted: amounts.map(() => 0n), commissions: amounts.map(() => 0n) };
    },
  });

  expect(handed).toEqual(AMOUNTS.map((amount, at) => [parseDecimal(amount), currencyAt(at), '0.15']));
});

async function parquetOf(select: string): Promise<Buffer> {
  const directory = mkdtempSync(join(tmpdir(), 'pennywhistle-lines-'));
  const path = join(directory, 'a.parquet');
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`copy (${select}) to '${path}' (format parquet)`);
  connection.closeSync();
  const bytes = readFileSync(path);
  rmSync(directory, { recursive: true });
  return bytes;
}
