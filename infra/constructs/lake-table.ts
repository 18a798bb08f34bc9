import { Stack } from 'aws-cdk-lib';
import { CfnTable } from 'aws-cdk-lib/aws-glue';
import type { Construct } from 'constructs';

/** Names with Athena's types. */
export type Columns = Readonly<Record<string, string>>;

export interface Lake {
  readonly bucketName: string;
  readonly database: string;
}

/** How Athena finds the values of a partition key without a registered partition: the parameters of its projection. */
export type Projection = Readonly<Record<string, string>>;

/** A query has to name the one value; Athena refuses any other, and reads one folder. */
export const INJECTED: Projection = { type: 'injected' };

export interface LakeTable {
  readonly id: string;
  readonly name: string;
  readonly columns: Columns;
  /** The folder of the lake, where it is not the table's name; several tables may stand over one. */
  readonly folder?: string;
  /** Keys, all of them strings, in the order of the folders below. */
  readonly partitions?: Readonly<Record<string, Projection>>;
}

/** Declares a table over Parquet files of the lake. */
export function addLakeTable(scope: Construct, { bucketName, database }: Lake, table: LakeTable): void {
  const { id, name, columns, folder = name, partitions = {} } = table;
  const location = `s3://${bucketName}/${folder}/`;
  const keys = Object.keys(partitions);
  new CfnTable(scope, id, {
    catalogId: Stack.of(scope).account,
    databaseName: database,
    tableInput: {
      name,
      tableType: 'EXTERNAL_TABLE',
      parameters: { classification: 'parquet', ...(keys.length > 0 && projectionOf(location, partitions)) },
      ...(keys.length > 0 && { partitionKeys: keys.map((key) => ({ name: key, type: 'string' })) }),
      storageDescriptor: {
        columns: Object.entries(columns).map(([column, type]) => ({ name: column, type })),
        location,
        inputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
        outputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
        serdeInfo: { serializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' },
      },
    },
  });
}

function projectionOf(location: string, partitions: Readonly<Record<string, Projection>>): Record<string, string> {
  const parameters = Object.entries(partitions).flatMap(([key, projection]) =>
    Object.entries(projection).map(([name, value]) => [`projection.${key}.${name}`, value] as const),
  );
  const folders = Object.keys(partitions).map((key) => `${key}=\${${key}}/`);
  return {
    'projection.enabled': 'true',
    ...Object.fromEntries(parameters),
    'storage.location.template': `${location}${folders.join('')}`,
  };
}
