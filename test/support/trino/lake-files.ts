import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { GlueColumn, GlueTable } from '#infra/local/engines/athena/glue-catalog';
import { parseS3Location } from '#infra/local/engines/athena/lake-views';
import { quoteName, quoteText } from '#infra/local/engines/athena/sql-text';
import { ObjectStore } from '#infra/local/engines/s3/object-store';
import { adoptFile } from '#infra/local/engines/s3/object-writes';
import { lakePartsOf, writeParquet } from '#test/support/lake-rows';
import type { SqlCase } from '#test/support/trino/sql-case';

/** Writes a case's rows as Parquet objects of a bucket on disk, as the platform lays them out. */
export async function writeLake(
  directory: string,
  glue: readonly GlueTable[],
  tables: SqlCase['tables'],
): Promise<ObjectStore> {
  const store = new ObjectStore({ directory, now: () => 0 });
  for (const { location } of glue) store.ensureBucket({ name: parseS3Location(location).bucket, eventBridge: false });
  const instance = await DuckDBInstance.create(':memory:', { threads: '1', autoinstall_known_extensions: 'false' });
  const connection = await instance.connect();
  await mkdir(join(directory, 'drafts'), { recursive: true });
  for (const table of glue) {
    for (const { bucket, key, rows } of lakePartsOf(table, tables[table.name] ?? [])) {
      const file = join(directory, 'drafts', 'part.parquet');
      await writeParquet(connection, table, { rows, file });
      await adoptFile(store, { bucket, key, file, contentType: 'application/octet-stream' });
    }
  }
  connection.closeSync();
  instance.closeSync();
  return store;
}

interface TrinoLake {
  readonly schema: string;
  /** Folder of the object store, from where `local:///` begins. */
  readonly store: string;
  readonly glue: readonly GlueTable[];
  /** Partitions as they lie on disk, instead of projected ones. */
  readonly isRegistered?: boolean;
}

/** The statements that make Trino see the same objects as the same tables. */
export function trinoTables({ schema, store, glue, isRegistered = false }: TrinoLake): readonly string[] {
  const statements = [`create schema if not exists lake.${quoteName(schema)}`];
  for (const table of glue) {
    const { bucket, key } = parseS3Location(table.location);
    const folder = `local:///${store}/buckets/${bucket}/${key}`;
    const isProjected = table.partitionKeys.length > 0 && !isRegistered;
    const partitions = table.partitionKeys.map((column) =>
      isProjected ? `${columnSql(column)}${projectionSql(table, column)}` : columnSql(column),
    );
    const properties = [
      `external_location = ${quoteText(folder.replace(/\/$/, ''))}`,
      `format = 'PARQUET'`,
      ...(partitions.length > 0
        ? [`partitioned_by = array[${table.partitionKeys.map(({ name }) => quoteText(name)).join(', ')}]`]
        : []),
      ...(isProjected ? projectedProperties(table, folder) : []),
    ];
    const name = `lake.${quoteName(schema)}.${quoteName(table.name)}`;
    const columns = [...table.columns.map(columnSql), ...partitions];
    statements.push(`create table ${name} (${columns.join(', ')}) with (${properties.join(', ')})`);
    if (isRegistered && partitions.length > 0)
      statements.push(
        `call lake.system.sync_partition_metadata(${quoteText(schema)}, ${quoteText(table.name)}, 'FULL')`,
      );
  }
  return statements;
}

function projectedProperties({ partitionKeys }: GlueTable, folder: string): readonly string[] {
  const template = `${folder}${partitionKeys.map(({ name }) => `${name}=\${${name}}/`).join('')}`;
  return ['partition_projection_enabled = true', `partition_projection_location_template = ${quoteText(template)}`];
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
