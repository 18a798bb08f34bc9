import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

export const ndjson = (records: readonly unknown[]): string =>
  records.map((record) => `${typeof record === 'string' ? record : JSON.stringify(record)}\n`).join('');

let opening: Promise<DuckDBConnection> | undefined;

/** One engine for the whole process: to open one takes longer than to write a file. */
function engine(): Promise<DuckDBConnection> {
  opening ??= DuckDBInstance.create(':memory:', { threads: '1' }).then((instance) => instance.connect());
  return opening;
}

/** A Parquet file of records, its types as DuckDB finds them in their JSON, or a select over `records` instead. */
export async function parquetOf(records: readonly unknown[], select = 'select * from records'): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'play-file-'));
  try {
    await writeFile(join(folder, 'records.json'), ndjson(records));
    const connection = await engine();
    await connection.run(
      `copy (with records as (from read_json('${folder}/records.json')) ${select}) to '${folder}/file.parquet' (format parquet)`,
    );
    return await readFile(join(folder, 'file.parquet'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
