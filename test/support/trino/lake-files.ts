import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { GlueColumn, GlueTable } from '#infra/local/engines/athena/glue-catalog';
import { duckDbType, parseS3Location } from '#infra/local/engines/athena/lake-views';
import { quoteName, quoteText } from '#infra/local/engines/athena/sql-text';
import { ObjectStore } from '#infra/local/engines/s3/object-store';
import { adoptFile } from '#infra/local/engines/s3/object-writes';
import type { Cell, SqlCase, TableRow } from '#test/support/trino/sql-case';

/** Writes a case's rows as Parquet objects of a bucket on disk, one for each partition, as the platform lays them out. */
export async function writeLake(
  directory: string,
  glue: readonly GlueTable[],
  tables: SqlCase['tables'],
): Promise<ObjectStore> {
  const store = new ObjectStore({ directory, now: () => 0 });
  for (const { location } of glue) store.ensureBucket({ name: parseS3Location(location).bucket, eventBridge: false });
  const instance = await DuckDBInstance.create(':memory:', { threads: '1', autoinstall_known_extensions: 'false' });
  const connection = await instance.connect();
  let files = 0;
  for (const [name, rows] of Object.entries(tables)) {
    const table = glue.find((candidate) => candidate.name === name);
    if (table === undefined) throw new Error(`No template has a Glue table ${name}; ${namesOf(glue)} exist`);
    refuseUnknownColumns(table, rows);
    const { bucket, key: folder } = parseS3Location(table.location);
    for (const [partition, members] of byPartition(table, rows)) {
      files += 1;
      await mkdir(join(directory, 'drafts'), { recursive: true });
      const file = join(directory, 'drafts', `${files}.parquet`);
      const selects = members.map((row) => `select ${table.columns.map((column) => cellSql(column, row)).join(', ')}`);
      await connection.run(`copy (${selects.join(' union all ')}) to ${quoteText(file)} (format parquet)`);
      const key = `${folder}${partition}part-${files}.parquet`;
      await adoptFile(store, { bucket, key, file, contentType: 'application/octet-stream' });
    }
  }
  connection.closeSync();
  instance.closeSync();
  return store;
}

function namesOf(glue: readonly GlueTable[]): string {
  return glue.map(({ name }) => name).join(', ');
}

function refuseUnknownColumns({ name, columns, partitionKeys }: GlueTable, rows: readonly TableRow[]): void {
  const known = new Set([...columns, ...partitionKeys].map((column) => column.name));
  for (const row of rows)
    for (const column of Object.keys(row))
      if (!known.has(column)) throw new Error(`${name} has no column ${column}; it has ${[...known].join(', ')}`);
}

/** Rows by their folder, `period_id=US_2025_04/version=1/`; one of no name where a table has no partitions. */
function byPartition(
  { partitionKeys }: GlueTable,
  rows: readonly TableRow[],
): ReadonlyMap<string, readonly TableRow[]> {
  const folders = Map.groupBy(rows, (row) => partitionKeys.map(({ name }) => `${name}=${row[name] ?? ''}/`).join(''));
  return folders;
}

function cellSql({ name, type }: GlueColumn, row: TableRow): string {
  return `cast(${literal(row[name] ?? null)} as ${duckDbType(type)}) as ${quoteName(name)}`;
}

function literal(cell: Cell): string {
  return cell === null ? 'null' : quoteText(String(cell));
}

/** The statements that make Trino see the same objects as the same tables, projected partitions and all. */
export function trinoTables(schema: string, store: string, glue: readonly GlueTable[]): readonly string[] {
  return [
    `create schema if not exists lake.${quoteName(schema)}`,
    ...glue.map((table) => {
      const { bucket, key } = parseS3Location(table.location);
      const folder = `local:///${store}/buckets/${bucket}/${key}`;
      const columns = [
        ...table.columns.map((column) => columnSql(column)),
        ...table.partitionKeys.map((column) => `${columnSql(column)}${projectionSql(table, column)}`),
      ];
      const properties = [
        `external_location = ${quoteText(folder.replace(/\/$/, ''))}`,
        `format = 'PARQUET'`,
        ...(table.partitionKeys.length === 0 ? [] : partitionProperties(table, folder)),
      ];
      const name = `lake.${quoteName(schema)}.${quoteName(table.name)}`;
      return `create table ${name} (${columns.join(', ')}) with (${properties.join(', ')})`;
    }),
  ];
}

function partitionProperties({ partitionKeys }: GlueTable, folder: string): readonly string[] {
  const keys = partitionKeys.map(({ name }) => name);
  const template = `${folder}${keys.map((key) => `${key}=\${${key}}/`).join('')}`;
  return [
    `partitioned_by = array[${keys.map(quoteText).join(', ')}]`,
    'partition_projection_enabled = true',
    `partition_projection_location_template = ${quoteText(template)}`,
  ];
}

/** How Glue's parameters say that a partition's values are found. */
function projectionSql(table: GlueTable, { name }: GlueColumn): string {
  const parameters = (table.input['Parameters'] ?? {}) as Readonly<Record<string, unknown>>;
  const setting = (key: string) => {
    const value = parameters[`projection.${name}.${key}`];
    return typeof value === 'string' ? value : undefined;
  };
  const properties = [`partition_projection_type = ${quoteText((setting('type') ?? '').toUpperCase())}`];
  const list = (text: string) =>
    text
      .split(',')
      .map((item) => quoteText(item.trim()))
      .join(', ');
  const [values, range, format] = [setting('values'), setting('range'), setting('format')];
  if (values !== undefined) properties.push(`partition_projection_values = array[${list(values)}]`);
  if (range !== undefined) properties.push(`partition_projection_range = array[${list(range)}]`);
  if (format !== undefined) properties.push(`partition_projection_format = ${quoteText(format)}`);
  const [interval, unit] = [setting('interval'), setting('interval.unit')];
  if (interval !== undefined) properties.push(`partition_projection_interval = ${interval}`);
  if (unit !== undefined) properties.push(`partition_projection_interval_unit = ${quoteText(unit.toUpperCase())}`);
  return ` with (${properties.join(', ')})`;
}

function columnSql({ name, type }: GlueColumn): string {
  const simple: Readonly<Record<string, string>> = { string: 'varchar', int: 'integer', binary: 'varbinary' };
  return `${quoteName(name)} ${simple[type.toLowerCase()] ?? type}`;
}
