import type { DuckDBConnection } from '@duckdb/node-api';
import type { GlueColumn, GlueTable } from '#infra/local/engines/athena/glue-catalog';
import { quoteName, quoteText } from '#infra/local/engines/athena/sql-text';
import type { ObjectStore } from '#infra/local/engines/s3/object-store';

const READERS = {
  parquet: 'read_parquet(%, hive_partitioning = true, hive_types_autocast = false, union_by_name = true)',
  json: "read_json(%, format = 'newline_delimited', hive_partitioning = true, hive_types_autocast = false, union_by_name = true)",
  csv: 'read_csv(%, header = true, all_varchar = true, hive_partitioning = true, hive_types_autocast = false, union_by_name = true)',
} as const;
const PAGE = 1000;

/**
 * Creates the view that stands for a Glue table: every object under its location now, columns cast to the table's types,
 * `null` where a file lacks one. Files are named one by one, as Athena lists them: those that begin with `_` or `.` are
 * hidden, and a file half written is not there.
 */
export async function createLakeView(
  connection: DuckDBConnection,
  table: GlueTable,
  store: ObjectStore,
): Promise<void> {
  const files = filesOf(table, store);
  const source =
    files.length === 0 ? undefined : READERS[table.format].replace('%', `[${files.map(quoteText).join(', ')}]`);
  const present = source === undefined ? new Set<string>() : await columnsOf(connection, source);
  const projection = [...table.columns, ...table.partitionKeys].map((column) => projected(column, present));
  const from = source === undefined ? 'where false' : `from ${source}`;
  const name = `"AwsDataCatalog".${quoteName(table.database)}.${quoteName(table.name)}`;
  await connection.run(`create or replace view ${name} as select ${projection.join(', ')} ${from}`);
}

function filesOf(table: GlueTable, store: ObjectStore): string[] {
  const { bucket, key: prefix } = parseS3Location(table.location);
  const folder = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
  const files: string[] = [];
  for (let from: Uint8Array = Buffer.from(folder); ; ) {
    const page = store.index.objectsFrom(bucket, from, PAGE);
    for (const object of page) {
      if (!object.key.startsWith(folder)) return files;
      const isHidden = object.key
        .slice(folder.length)
        .split('/')
        .some((segment) => /^[_.]/.test(segment));
      if (!isHidden && object.sizeBytes > 0) files.push(store.pathOf(object));
    }
    const last = page.at(-1);
    if (last === undefined) return files;
    from = Buffer.from(`${last.key}\0`);
  }
}

async function columnsOf(connection: DuckDBConnection, source: string): Promise<ReadonlySet<string>> {
  const described = await connection.runAndReadAll(`describe select * from ${source}`);
  return new Set(described.getRows().map(([name]) => String(name).toLowerCase()));
}

function projected(column: GlueColumn, present: ReadonlySet<string>): string {
  const value = present.has(column.name) ? quoteName(column.name) : 'null';
  return `cast(${value} as ${duckDbType(column.type)}) as ${quoteName(column.name)}`;
}

/** DuckDB's name of a Hive type; `string` and `binary` differ, nested types keep their shape. */
export function duckDbType(type: string): string {
  const lower = type.trim().toLowerCase();
  const array = /^array<(.*)>$/.exec(lower);
  if (array?.[1] !== undefined) return `${duckDbType(array[1])}[]`;
  const map = /^map<([^,]+),(.*)>$/.exec(lower);
  if (map?.[1] !== undefined && map[2] !== undefined) return `map(${duckDbType(map[1])}, ${duckDbType(map[2])})`;
  const simple: Readonly<Record<string, string>> = { string: 'varchar', binary: 'blob', int: 'integer' };
  if (/^(char|varchar)\(\d+\)$/.test(lower)) return 'varchar';
  return simple[lower] ?? lower;
}

/** Bucket and key of `s3://bucket/key`. Throws an Error for anything else. */
export function parseS3Location(location: string): { readonly bucket: string; readonly key: string } {
  const match = /^s3:\/\/([^/]+)\/?(.*)$/.exec(location);
  if (match?.[1] === undefined) throw new Error(`${location} is no S3 location; s3://bucket/prefix/ would be right`);
  return { bucket: match[1], key: match[2] ?? '' };
}
