import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { type GlueColumn, type GlueTable, readGlueCatalog } from '#infra/local/engines/athena/glue-catalog';
import { duckDbType, parseS3Location } from '#infra/local/engines/athena/lake-views';
import { quoteName, quoteText } from '#infra/local/engines/athena/sql-text';
import type { LocalCloud } from '#infra/local/local-cloud';
import { buildCloudModel } from '#infra/local/template/cloud-model';
import { synthesizeProject } from '#infra/local/template/synthesize';
import { clientOptions } from '#test/support/local-cloud';

/** A cell as text of its column's type: `'12.50'`, `true`; null is null. */
export type Cell = string | number | bigint | boolean | null;

/** A row of a table of the lake by column; what is left out is null. */
export type TableRow = Readonly<Record<string, Cell>>;

/** The Glue tables of the project's own templates. */
export async function projectTables() {
  const { templates } = await synthesizeProject();
  const addresses = { endpoint: 'http://127.0.0.1:4566', apiEndpoint: 'http://127.0.0.1:4000' };
  return readGlueCatalog(buildCloudModel(templates, addresses).resources);
}

/** Rows of one object of a table, and the key under which the platform would store it. */
export interface LakePart {
  readonly bucket: string;
  readonly key: string;
  readonly rows: readonly TableRow[];
}

/** The objects of some rows, one for each partition. Throws for a column that the table has not. */
export function lakePartsOf(table: GlueTable, rows: readonly TableRow[]): readonly LakePart[] {
  const { name, columns, partitionKeys, location } = table;
  const known = new Set([...columns, ...partitionKeys].map((column) => column.name));
  const strange = rows.flatMap((row) => Object.keys(row)).find((column) => !known.has(column));
  if (strange !== undefined) throw new Error(`${name} has no column ${strange}; it has ${[...known].join(', ')}`);
  const folders = Map.groupBy(rows, (row) =>
    partitionKeys.map((key) => `${key.name}=${row[key.name] ?? ''}/`).join(''),
  );
  const { bucket, key } = parseS3Location(location);
  return [...folders].map(([folder, members], index) => ({
    bucket,
    key: `${key}${folder}part-${index}.parquet`,
    rows: members,
  }));
}

/** Writes rows as Parquet, columns as the table has them. */
export async function writeParquet(
  connection: DuckDBConnection,
  { columns }: GlueTable,
  { rows, file }: { readonly rows: readonly TableRow[]; readonly file: string },
): Promise<void> {
  const names = columns.map(({ name }) => quoteName(name)).join(', ');
  const values = rows.map((row) => `(${columns.map(({ name }) => literal(row[name] ?? null)).join(', ')})`);
  const typed = columns.map(typedSql).join(', ');
  await connection.run(
    `copy (select ${typed} from (values ${values.join(', ')}) as cells (${names})) to ${quoteText(file)} (format parquet)`,
  );
}

function typedSql({ name, type }: GlueColumn): string {
  return `cast(${quoteName(name)} as ${duckDbType(type)}) as ${quoteName(name)}`;
}

function literal(cell: Cell): string {
  return cell === null ? 'cast(null as varchar)' : quoteText(String(cell));
}

/** Puts rows into the lake of a running cloud, past everything that would have made them. */
export function lakeRowsDesk(cloud: LocalCloud) {
  const s3 = new S3Client(clientOptions(cloud));
  return {
    async put(tableName: string, rows: readonly TableRow[]): Promise<void> {
      const table = (await projectTables()).tables.find(({ name }) => name === tableName);
      if (table === undefined) throw new Error(`No template has a Glue table ${tableName}`);
      const directory = await mkdtemp(join(tmpdir(), 'lake-rows-'));
      const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
      const connection = await instance.connect();
      for (const part of lakePartsOf(table, rows)) {
        const file = join(directory, 'part.parquet');
        await writeParquet(connection, table, { rows: part.rows, file });
        const Body = await readFile(file);
        await s3.send(new PutObjectCommand({ Bucket: part.bucket, Key: part.key, Body }));
      }
      connection.closeSync();
      instance.closeSync();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
