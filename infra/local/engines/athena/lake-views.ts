import type { DuckDBConnection } from '@duckdb/node-api';
import type { GlueColumn, GlueTable } from '#infra/local/engines/athena/glue-catalog';
import { quoteName, quoteText } from '#infra/local/engines/athena/sql-text';
import { firstAfterPrefix } from '#infra/local/engines/s3/listing';
import type { ObjectRecord } from '#infra/local/engines/s3/object-record';
import type { ObjectStore } from '#infra/local/engines/s3/object-store';

const READERS = {
  parquet: 'read_parquet(%, hive_partitioning = true, hive_types_autocast = false, union_by_name = true)',
  json: "read_json(%, format = 'newline_delimited', hive_partitioning = true, hive_types_autocast = false, union_by_name = true)",
  csv: 'read_csv(%, header = true, all_varchar = true, hive_partitioning = true, hive_types_autocast = false, union_by_name = true)',
} as const;
const PAGE = 1000;

/** The columns that the files of a table were last seen to have. To ask each query anew is a quarter of what most take. */
export type KnownColumns = Map<string, { readonly files: string; readonly columns: ReadonlySet<string> }>;

/**
 * Creates the view that stands for a Glue table: every object under its location now, columns cast to the table's types,
 * `null` where a file lacks one. Files are named one by one, as Athena lists them: those that begin with `_` or `.` are
 * hidden, and a file half written is not there.
 */
export async function createLakeView(
  connection: DuckDBConnection,
  table: GlueTable,
  store: ObjectStore,
  known: KnownColumns,
): Promise<void> {
  const objects = objectsOf(table, store);
  const files = objects.map((object) => store.pathOf(object));
  const source =
    files.length === 0 ? undefined : READERS[table.format].replace('%', `[${files.map(quoteText).join(', ')}]`);
  const present =
    source === undefined ? new Set<string>() : await columnsOf({ connection, table, objects, source, known });
  const projection = [...table.columns, ...table.partitionKeys].map((column) => projected(column, present));
  const from = source === undefined ? 'where false' : `from ${source}`;
  const name = `"AwsDataCatalog".${quoteName(table.database)}.${quoteName(table.name)}`;
  await connection.run(`create or replace view ${name} as select ${projection.join(', ')} ${from}`);
}

function objectsOf(table: GlueTable, store: ObjectStore): ObjectRecord[] {
  const { bucket, key: prefix } = parseS3Location(table.location);
  const folder = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
  const found: ObjectRecord[] = [];
  const below = firstAfterPrefix(folder);
  for (let from: Uint8Array = Buffer.from(folder); ; ) {
    const page = store.index.objectsFrom(bucket, from, PAGE, below);
    for (const object of page) {
      const isHidden = object.key
        .slice(folder.length)
        .split('/')
        .some((segment) => /^[_.]/.test(segment));
      if (!isHidden && object.sizeBytes > 0) found.push(object);
    }
    const last = page.at(-1);
    if (last === undefined) return found;
    from = Buffer.from(`${last.key}\0`);
  }
}

async function columnsOf({
  connection,
  table,
  objects,
  source,
  known,
}: {
  readonly connection: DuckDBConnection;
  readonly table: GlueTable;
  readonly objects: readonly ObjectRecord[];
  readonly source: string;
  readonly known: KnownColumns;
}): Promise<ReadonlySet<string>> {
  const name = `${table.database}.${table.name}`;
  const files = objects.map(({ key, etag, modifiedAtMilliseconds }) => `${key} ${etag} ${modifiedAtMilliseconds}`);
  const state = files.join('\n');
  const seen = known.get(name);
  if (seen?.files === state) return seen.columns;
  const described = await connection.runAndReadAll(`describe select * from ${source}`);
  const columns = new Set(described.getRows().map(([column]) => String(column).toLowerCase()));
  known.set(name, { files: state, columns });
  return columns;
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
