import { DuckDBInstance } from '@duckdb/node-api';
import { makeHandler } from '#platform/make-handler';
import fortyTwo from './forty-two.sql' with { type: 'text' };

/** Stands for every function with a native package and SQL in its bundle. */
export const handler = makeHandler(async () => {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const result = await connection.runAndReadAll(fortyTwo);
  connection.closeSync();
  instance.closeSync();
  return { statusCode: 200, body: JSON.stringify(result.getRowsJson()) };
});
