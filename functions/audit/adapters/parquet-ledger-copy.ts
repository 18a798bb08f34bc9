import { join } from 'node:path';
import { type DuckDBConnection, VARCHAR } from '@duckdb/node-api';
import type { CopyComparison, CopyDifference, CopyFile, CopyFiles, LedgerCopy } from '#audit/copy-ports';
import { COPY_TABLES, type CopyRow, type CopyTable, copyRowOf } from '#audit/copy-table';
import { RoyaltyError } from '#kernel/errors';
import type { Instant } from '#kernel/time/clock';
import type { LedgerScan, StoredItem } from '#ledger/ledger-scan';
import { sqlText, type WorkDatabase } from '#platform/clients/duckdb';
import { ChunkBuffer } from '#platform/clients/duckdb-append';

/** Another writer changed the hour's file over and over; whoever asked may ask again. */
export class CopyBusy extends RoyaltyError {
  override readonly name = 'CopyBusy';
}

const ATTEMPTS_MAX = 20;
/** Differences that are listed; a hundred say as much as a million. */
const LISTED_MAX = 100;
const TYPES = { text: 'varchar', integer: 'bigint', amount: 'decimal(38, 10)' } as const;

/**
 * The copy as Parquet, a file for each table and hour of recording. A file is a function of its rows alone: sorted, each once,
 * written by one thread. So adding twice changes nothing, and a rebuilt copy has the same bytes.
 */
export class ParquetLedgerCopy implements LedgerCopy {
  readonly #files: CopyFiles;
  readonly #openDatabase: () => Promise<WorkDatabase>;

  constructor(files: CopyFiles, openDatabase: () => Promise<WorkDatabase>) {
    this.#files = files;
    this.#openDatabase = openDatabase;
  }

  async add(items: readonly StoredItem[]): Promise<number> {
    const rows = items.map(copyRowOf).filter((row) => row !== undefined);
    if (rows.length === 0) return 0;
    return this.#inDatabase(async (connection, directory) => {
      await loadRows(connection, [rows]);
      let added = 0;
      for (const table of COPY_TABLES) {
        const hours = [...new Set(rows.filter((row) => row.table === table).map(({ hour }) => hour))].sort();
        for (const hour of hours) added += await this.#merge(connection, directory, { table, hour });
      }
      return added;
    });
  }

  reconcile(scan: LedgerScan, cut: Instant, seen: (item: StoredItem) => void): Promise<CopyComparison> {
    return this.#inDatabase(async (connection, directory) => {
      await loadRows(connection, rowPagesOf(scan, seen));
      let added = 0;
      const differences: CopyDifference[] = [];
      for (const table of COPY_TABLES) {
        await this.#loadCopy(connection, directory, table);
        differences.push(...(await differencesOf(connection, table, cut)));
        for (const hour of await lackingHours(connection, table))
          added += await this.#merge(connection, directory, { table, hour });
      }
      return { added, differences };
    });
  }

  /** Adds the loaded rows of an hour that its file lacks, in place of the file as it was read. */
  async #merge(
    connection: DuckDBConnection,
    directory: string,
    { table, hour }: { readonly table: CopyTable; readonly hour: string },
  ): Promise<number> {
    const file: CopyFile = { table: table.name, hour };
    const [path, next] = [join(directory, 'standing.parquet'), join(directory, 'next.parquet')];
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const version = await this.#files.fetch(file, path);
      const standing = standingRows(table, version === undefined ? [] : [path]);
      const lacking = `select distinct ${columnsOf(table)}
        from loaded_${table.name} anti join (${standing}) as standing using (${table.keys.join(', ')})
        where loaded_hour = ${sqlText(hour)}`;
      const [count] = await numbers(connection, `select count(*) from (${lacking})`);
      if (count === 0) return 0;
      await connection.run(
        `copy (select * from (${standing} union all ${lacking}) order by all) to ${sqlText(next)} (format parquet, compression zstd)`,
      );
      if ((await this.#files.store(file, next, version)) === 'stored') return count ?? 0;
    }
    throw new CopyBusy(`${table.name} of ${hour} was changed by others ${ATTEMPTS_MAX} times; add the rows again`);
  }

  async #loadCopy(connection: DuckDBConnection, directory: string, table: CopyTable): Promise<void> {
    const files = await this.#files.list(table.name);
    const paths = files.map((_, index) => join(directory, `${table.name}-${index}.parquet`));
    for (const [index, file] of files.entries()) await this.#files.fetch(file, paths[index] ?? '');
    await connection.run(`create or replace view copied_${table.name} as ${standingRows(table, paths)}`);
  }

  async #inDatabase<Answer>(
    work: (connection: DuckDBConnection, directory: string) => Promise<Answer>,
  ): Promise<Answer> {
    const database = await this.#openDatabase();
    try {
      const connection = await database.connect();
      await connection.run('set threads to 1');
      return await work(connection, database.directory);
    } finally {
      await database.close();
    }
  }
}

/** The rows of files; a column that is younger than a file is null there. */
function standingRows(table: CopyTable, paths: readonly string[]): string {
  const none = `select ${columnsOf(table)} from loaded_${table.name} where false`;
  if (paths.length === 0) return none;
  const files = `read_parquet([${paths.map(sqlText).join(', ')}], union_by_name = true)`;
  return `select ${columnsOf(table)} from (${none} union all by name select * from ${files})`;
}

const columnsOf = ({ columns }: CopyTable) => columns.map(([name]) => name).join(', ');

async function* rowPagesOf(scan: LedgerScan, seen: (item: StoredItem) => void): AsyncGenerator<readonly CopyRow[]> {
  for await (const page of scan.pages()) {
    for (const item of page) seen(item);
    yield page.map(copyRowOf).filter((row) => row !== undefined);
  }
}

/** Loads rows into `loaded_<table>`, columns typed, the hour beside them. */
async function loadRows(
  connection: DuckDBConnection,
  pages: AsyncIterable<readonly CopyRow[]> | Iterable<readonly CopyRow[]>,
): Promise<void> {
  const buffers = new Map<CopyTable, ChunkBuffer>();
  for (const table of COPY_TABLES) {
    const { name, columns } = table;
    await connection.run(
      `create table raw_${name} (loaded_hour varchar, ${columns.map(([column]) => `${column} varchar`).join(', ')})`,
    );
    const types = [VARCHAR, ...columns.map(() => VARCHAR)];
    buffers.set(table, new ChunkBuffer(await connection.createAppender(`raw_${name}`), types));
  }
  for await (const page of pages)
    for (const { table, hour, cells } of page) buffers.get(table)?.append([hour, ...cells.map((cell) => cell ?? null)]);
  for (const buffer of buffers.values()) buffer.close();
  for (const { name, columns } of COPY_TABLES) {
    const typed = columns.map(([column, type]) => `cast(${column} as ${TYPES[type]}) as ${column}`).join(', ');
    await connection.run(`create view loaded_${name} as select loaded_hour, ${typed} from raw_${name}`);
  }
}

async function lackingHours(connection: DuckDBConnection, { name, keys }: CopyTable): Promise<readonly string[]> {
  const reader = await connection.runAndReadAll(
    `select distinct loaded_hour from loaded_${name} anti join copied_${name} using (${keys.join(', ')}) order by 1`,
  );
  return reader.getRows().map(([hour]) => String(hour));
}

/** Rows of the copy, recorded by the cut, that the table has not, or has with another content. */
async function differencesOf(
  connection: DuckDBConnection,
  table: CopyTable,
  cut: Instant,
): Promise<readonly CopyDifference[]> {
  const { name, keys, columns } = table;
  const [account, transaction] = ['account', 'transaction_id'].map((wanted) =>
    columns.some(([column]) => column === wanted) ? wanted : `''`,
  );
  const label = keys.map((key) => `cast(${key} as varchar)`).join(` || '/' || `);
  const reader = await connection.runAndReadAll(`
    with strange as (
      select ${columnsOf(table)} from copied_${name} where recorded_at <= ${sqlText(cut)}
      except select ${columnsOf(table)} from loaded_${name}
    ), known as (select distinct ${keys.join(', ')}, true as is_there from loaded_${name})
    select ${label} as label, ${account} as account, ${transaction} as transaction_id, is_there
    from strange left join known using (${keys.join(', ')}) order by all limit ${LISTED_MAX}`);
  return reader.getRows().map(([rowKey, accountId, transactionId, isThere]) => ({
    table: name,
    key: String(rowKey),
    ...(accountId === '' ? {} : { account: String(accountId) }),
    ...(transactionId === '' ? {} : { transactionId: String(transactionId) }),
    kind: isThere === true ? 'differs' : 'copy-alone',
  }));
}

async function numbers(connection: DuckDBConnection, sql: string): Promise<readonly number[]> {
  const reader = await connection.runAndReadAll(sql);
  return (reader.getRows()[0] ?? []).map(Number);
}
