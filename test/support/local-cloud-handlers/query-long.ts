import { DuckDBInstance } from '@duckdb/node-api';

/** Runs a query of many seconds in native code, which no JavaScript can interrupt. */
export async function handler(): Promise<string> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run('select sum(a.range * b.range) from range(200000) a, range(100000) b group by a.range % 1000');
  return 'never in time';
}
