import { z } from 'zod';
import type { JsonRecord } from '#infra/local/json';

export interface GlueColumn {
  readonly name: string;
  /** Hive's spelling, e.g. `decimal(38,10)`. */
  readonly type: string;
}

export interface GlueTable {
  readonly database: string;
  readonly name: string;
  readonly columns: readonly GlueColumn[];
  readonly partitionKeys: readonly GlueColumn[];
  /** e.g. `s3://royalty-lake/report_rows/`. */
  readonly location: string;
  readonly format: 'parquet' | 'json' | 'csv';
  /** As the template has it, for GetTable. */
  readonly input: JsonRecord;
}

/** A resource of the templates, resolved. */
export interface GlueResource {
  readonly type: string;
  readonly name: string;
  readonly properties: JsonRecord;
}

export interface GlueCatalog {
  readonly databases: readonly string[];
  readonly tables: readonly GlueTable[];
}

const columns = z.array(z.object({ Name: z.string(), Type: z.string() })).default([]);
const databaseProperties = z.object({ DatabaseInput: z.object({ Name: z.string() }) });
const tableProperties = z.object({
  DatabaseName: z.string(),
  TableInput: z.looseObject({
    Name: z.string(),
    PartitionKeys: columns,
    StorageDescriptor: z.looseObject({
      Columns: columns,
      Location: z.string().regex(/^s3:\/\/[^/]+\/.*$/),
      SerdeInfo: z.object({ SerializationLibrary: z.string() }),
    }),
  }),
});

/** Reads the `AWS::Glue::Database` and `AWS::Glue::Table` resources. Throws, naming the table, on what it cannot serve. */
export function readGlueCatalog(resources: readonly GlueResource[]): GlueCatalog {
  const databases = resources
    .filter(({ type }) => type === 'AWS::Glue::Database')
    .map(({ properties }) => databaseProperties.parse(properties).DatabaseInput.Name.toLowerCase());
  const tables = resources.filter(({ type }) => type === 'AWS::Glue::Table').map(tableOf);
  return { databases: [...new Set([...databases, ...tables.map(({ database }) => database)])], tables };
}

function tableOf({ name, properties }: GlueResource): GlueTable {
  const parsed = tableProperties.safeParse(properties);
  if (!parsed.success) throw new Error(`Glue table ${name} cannot be read locally: ${z.prettifyError(parsed.error)}`);
  const { DatabaseName, TableInput } = parsed.data;
  const { Columns, Location, SerdeInfo } = TableInput.StorageDescriptor;
  const columnOf = (column: { Name: string; Type: string }) => ({ name: column.Name.toLowerCase(), type: column.Type });
  return {
    database: DatabaseName.toLowerCase(),
    name: TableInput.Name.toLowerCase(),
    columns: Columns.map(columnOf),
    partitionKeys: TableInput.PartitionKeys.map(columnOf),
    location: Location,
    format: formatOf(TableInput.Name, SerdeInfo.SerializationLibrary),
    input: TableInput,
  };
}

function formatOf(table: string, library: string): GlueTable['format'] {
  if (/parquet/i.test(library)) return 'parquet';
  if (/json/i.test(library)) return 'json';
  if (/OpenCSVSerde|LazySimpleSerDe/i.test(library)) return 'csv';
  throw new Error(`Glue table ${table} uses ${library}; the local Athena reads Parquet, JSON and CSV`);
}
