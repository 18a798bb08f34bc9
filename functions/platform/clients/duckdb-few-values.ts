import type { DuckDBConnection } from '@duckdb/node-api';
import { sqlText } from '#platform/clients/duckdb';

/** More distinct values than these gain nothing as a dictionary. */
const VALUES_MAX = 2000;

/**
 * A column of texts of which `values` are all, as an enumeration: Parquet then gets its dictionary as it stands, where
 * of plain texts every row is hashed to find it. With none, with too many, or with one that SQL cannot write or would
 * take for another (half a surrogate pair), it stays as it is.
 */
export function fewValues(column: string, values: ReadonlySet<string>): string {
  const isUseful = values.size > 0 && values.size <= VALUES_MAX && [...values].every(isWritable);
  if (!isUseful) return `${column} as ${column}`;
  return `cast(${column} as enum(${[...values].map(sqlText).join(', ')})) as ${column}`;
}

function isWritable(value: string): boolean {
  return value.isWellFormed() && !value.includes('\0');
}

/** Makes a table of what a query answers, those of its columns as `fewValues` that `texts` names. */
export async function createFewValuesTable(
  connection: DuckDBConnection,
  name: string,
  { select, texts }: { readonly select: string; readonly texts: readonly string[] },
): Promise<void> {
  await connection.run(`create table ${name}_as_texts as ${select}`);
  const columns: string[] = [];
  for (const text of texts) {
    const distinct = `select distinct ${text} from ${name}_as_texts limit ${VALUES_MAX + 1}`;
    const found = await connection.runAndReadAll(distinct);
    columns.push(fewValues(text, new Set(found.getRows().map(([value]) => String(value)))));
  }
  await connection.run(`create table ${name} as select * replace (${columns.join(', ')}) from ${name}_as_texts`);
  await connection.run(`drop table ${name}_as_texts`);
}
