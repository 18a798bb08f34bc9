import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { COPY_TABLES } from '#audit/copy-table';
import { sqlText } from '#platform/clients/duckdb';
import type { DirectoryCopyFiles } from '#test/support/audit/directory-copy';

export const IN_LAKE = 1_000_000;
/** Days over which the entries are spread, two hours of each. */
export const DAYS = 20;

/** Two entries a transaction: one of sixteen shards of the bank, and one of ten thousand holders. */
const JOURNAL = `
  with numbers as (
    select range as n, date_add(timestamp '2025-05-01', to_seconds(cast(range * 86400 * ${DAYS} // ${IN_LAKE / 2} // 43200 * 43200 as bigint))) as hour_at
    from range(${IN_LAKE / 2})
  )
  select n, 't' || n as transaction_id, sha256('c' || n) as content_hash, hour_at,
    strftime(hour_at, '%Y-%m-%dT%H:%M:%S') || '.' || lpad(cast(n % 1000 as varchar), 3, '0') || 'Z' as stamp,
    'bank:USD#' || lpad(cast(n % 16 as varchar), 2, '0') as bank, n // 16 + 1 as bank_sequence,
    'payable:holder:H' || n % 10000 || ':USD' as holder, n // 10000 + 1 as holder_sequence
  from numbers`;

const side = (shard: string, account: string, sequence: string, amounts: string) => `
  select ${account} as account, ${shard} as shard, 'USD' as currency, ${sequence} as sequence, transaction_id, 'remittance' as kind,
    'report' as source_type, 'r_1' as source_id, ${amounts}, 1 as amount, 0 as reserved_change, ${sequence} as posted, 0 as reserved,
    '2025-05-01T00:00:00.000Z' as effective_at, '2025-05-01T00:00:00.000Z' as latest_effective_at, '[]' as open_parents,
    first_stamp as recorded_at, hour, content_hash, case when ${sequence} = 1 then '' else sha256(${shard} || (${sequence} - 1)) end as previous_hash,
    sha256(${shard} || ${sequence}) as hash
  from journal`;

const ROWS: Readonly<Record<string, string>> = {
  ledger_entries: `${side('bank', `'bank:USD'`, 'bank_sequence', '1 as debit, 0 as credit')} union all by name
    ${side('holder', 'holder', 'holder_sequence', '0 as debit, 1 as credit')}`,
  ledger_transactions: `select transaction_id, 'remittance' as kind, '[]' as postings, '[]' as reservations, first_stamp as recorded_at, hour,
    content_hash, 'bench' as actor from journal`,
  ledger_snapshots: `select holder as account, holder as shard, '2025-05-31T00:00:00.000Z' as as_of, holder_sequence as sequence,
    sha256(holder || holder_sequence) as entry_hash, holder_sequence as posted, 0 as reserved, first_stamp as recorded_at, hour
    from journal where holder_sequence = 50`,
  ledger_states: `select transaction_id, 1 as ordinal, 'posted' as state, 'bench' as actor, first_stamp as recorded_at, hour from journal`,
};

const TYPES = { text: 'varchar', integer: 'bigint', amount: 'decimal(38, 10)' } as const;

/** Writes sound books of a million entries as the copy's files, by SQL: chains and balances are true, hashes are of anything. */
export async function bulkLoad(files: DirectoryCopyFiles): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  // All of an hour in one stamp: what matters is that no entry is recorded before the one that it follows.
  await connection.run(
    `create table journal as select *, strftime(hour_at, '%Y-%m-%dT%H:00:00.000Z') as first_stamp, strftime(hour_at, '%Y-%m-%d/%H') as hour from (${JOURNAL})`,
  );
  const hours = (await connection.runAndReadAll(`select distinct hour from journal order by 1`)).getRows();
  for (const { name, columns } of COPY_TABLES) {
    await connection.run(`create or replace table rows as ${ROWS[name] ?? ''}`);
    const described = await connection.runAndReadAll('describe rows');
    const present = new Set(described.getRows().map(([column]) => String(column)));
    const typed = columns.map(
      ([column, type]) => `cast(${present.has(column) ? column : 'null'} as ${TYPES[type]}) as ${column}`,
    );
    for (const [hour] of hours) {
      const path = files.pathOf({ table: name, hour: String(hour) });
      await mkdir(dirname(path), { recursive: true });
      await connection.run(
        `copy (select ${typed.join(', ')} from rows where hour = ${sqlText(String(hour))} order by all)
         to ${sqlText(path)} (format parquet, compression zstd)`,
      );
    }
  }
  connection.closeSync();
  instance.closeSync();
}
