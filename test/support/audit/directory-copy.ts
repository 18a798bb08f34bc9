import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { faultFrom, faultsQuery, sharesFrom, sharesQuery } from '#audit/adapters/athena-ledger-lake';
import { ParquetLedgerCopy } from '#audit/adapters/parquet-ledger-copy';
import type { CopyFile, CopyFiles } from '#audit/copy-ports';
import { COPY_TABLES } from '#audit/copy-table';
import type { LedgerLake } from '#audit/lake-ports';
import type { LedgerScan, StoredItem } from '#ledger/ledger-scan';
import { openWorkDatabase, sqlText } from '#platform/clients/duckdb';

/** Files of the copy in a directory, with the conditions that S3 has. */
export class DirectoryCopyFiles implements CopyFiles {
  readonly directory: string;
  /** Runs before a file is stored: a rival may be faster. */
  beforeStore: (file: CopyFile) => Promise<void> = async () => undefined;

  constructor(directory: string) {
    this.directory = directory;
  }

  async list(table: CopyFile['table']): Promise<readonly CopyFile[]> {
    const found = await readdir(join(this.directory, table), { recursive: true }).catch(() => []);
    return found
      .filter((name) => name.endsWith('.parquet'))
      .sort()
      .map((name) => ({ table, hour: name.replace('.parquet', '') }));
  }

  async fetch(file: CopyFile, path: string): Promise<string | undefined> {
    const version = await this.#versionOf(file);
    if (version !== undefined) await copyFile(this.pathOf(file), path);
    return version;
  }

  async store(file: CopyFile, path: string, replaces: string | undefined): Promise<'stored' | 'stale'> {
    await this.beforeStore(file);
    if ((await this.#versionOf(file)) !== replaces) return 'stale';
    await mkdir(dirname(this.pathOf(file)), { recursive: true });
    await copyFile(path, this.pathOf(file));
    return 'stored';
  }

  async remove(files: readonly CopyFile[]): Promise<void> {
    for (const file of files) await rm(this.pathOf(file), { force: true });
  }

  pathOf({ table, hour }: CopyFile): string {
    return join(this.directory, table, `${hour}.parquet`);
  }

  async #versionOf(file: CopyFile): Promise<string | undefined> {
    const bytes = await readFile(this.pathOf(file)).catch(() => undefined);
    return bytes === undefined ? undefined : createHash('sha256').update(bytes).digest('hex');
  }
}

/** The copy and the lake's questions over a temporary directory, by the very adapters and SQL that run in the cloud. */
export async function aCopyOnDisk() {
  const directory = await mkdtemp(join(tmpdir(), 'pennywhistle-copy-'));
  const files = new DirectoryCopyFiles(join(directory, 'lake'));
  const copy = new ParquetLedgerCopy(files, async () => openWorkDatabase(await mkdtemp(join(directory, 'work-')), 512));
  /** Rows of a bound query, values as text. */
  const rows = async ({ sql, parameters }: { readonly sql: string; readonly parameters: readonly string[] }) => {
    const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
    const connection = await instance.connect();
    for (const table of COPY_TABLES) await connection.run(await viewOf(files, table));
    const values = parameters.map(sqlText);
    const reader = await connection.runAndReadAll(sql.replace(/\?\/\*\w+\*\//g, () => values.shift() ?? ''));
    const names = reader.columnNames();
    const found = reader
      .getRows()
      .map((row) =>
        Object.fromEntries(names.map((name, index) => [name, row[index] === null ? '' : String(row[index])])),
      );
    connection.closeSync();
    instance.closeSync();
    return found;
  };
  const lake: LedgerLake = {
    faults: async (cut, limits) => (await rows(faultsQuery(cut, limits))).map(faultFrom),
    periodShares: async (cut) => new Map((await rows(sharesQuery(cut))).map(sharesFrom)),
  };
  return { copy, files, lake, rows, remove: () => rm(directory, { recursive: true, force: true }) };
}

/** A scan of these items, in pages. */
export function scanOf(items: readonly StoredItem[]): LedgerScan {
  return {
    async *pages() {
      for (let from = 0; from < items.length; from += 100) yield items.slice(from, from + 100);
    },
  };
}

async function viewOf(files: DirectoryCopyFiles, { name, columns }: (typeof COPY_TABLES)[number]): Promise<string> {
  const types = { text: 'varchar', integer: 'bigint', amount: 'decimal(38, 10)' } as const;
  const found = (await files.list(name)).map((file) => sqlText(files.pathOf(file)));
  if (found.length > 0) return `create view ${name} as select * from read_parquet([${found.join(', ')}])`;
  const empty = columns.map(([column, type]) => `cast(null as ${types[type]}) as ${column}`);
  return `create view ${name} as select ${empty.join(', ')} where false`;
}
