import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

export const ndjson = (records: readonly unknown[]): string =>
  records.map((record) => `${typeof record === 'string' ? record : JSON.stringify(record)}\n`).join('');

/** A Parquet file of records, its types as DuckDB finds them in their JSON, or a select over `records` instead. */
export async function parquetOf(records: readonly unknown[], select = 'select * from records'): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'play-file-'));
  const instance = await DuckDBInstance.create(':memory:');
  try {
    await writeFile(join(folder, 'records.json'), ndjson(records));
    const connection = await instance.connect();
    await connection.run(`create view records as select * from read_json('${folder}/records.json')`);
    await connection.run(`copy (${select}) to '${folder}/file.parquet' (format parquet)`);
    connection.closeSync();
    return await readFile(join(folder, 'file.parquet'));
  } finally {
    instance.closeSync();
    await rm(folder, { recursive: true, force: true });
  }
}
