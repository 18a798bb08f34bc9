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
  const rows = AMOUNTS.map((amount, at) => `(${at + 1}, ${at % 2}, '${amount}')`);
  const contexts = CURRENCIES.map((currency, code) => `(${code}, '${currency}')`);
  const given = {
    [lakeKeys.payableRows(REPORT)]: `select ordinal, ordinal as line, 7 as track, context, amount
      from (values ${rows.toReversed().join(', ')}) as rows (ordinal, context, amount)`,
    [lakeKeys.contexts(REPORT)]: `select code, '' as sheet, currency, 'O''Store' as store, '' as territory,
      '' as sale_period from (values ${contexts.join(', ')}) as contexts (code, currency)`,
    [lakeKeys.tracks(REPORT)]: `select 7 as code, 'I' as isrc, '' as upc, '' as track_key`,
  };
  for (const [prefix, select] of Object.entries(given)) {
    s3.put('lake', prefix + partName(1), await parquetOf(select));
  }
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
