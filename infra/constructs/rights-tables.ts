import { Stack } from 'aws-cdk-lib';
import { CfnTable } from 'aws-cdk-lib/aws-glue';
import type { Construct } from 'constructs';

type Columns = Readonly<Record<string, string>>;

const TIMES: Columns = { effective_from_ms: 'bigint', effective_to_ms: 'bigint', dropped_to_ms: 'bigint' };
const RIGHTS_BRIDGE: Columns = {
  track_id: 'string',
  rights_type: 'string',
  holder_id: 'string',
  share: 'decimal(6,5)',
  ...TIMES,
};
const TYPE_WEIGHTS: Columns = { country: 'string', rights_type: 'string', weight: 'decimal(6,5)', ...TIMES };

interface Lake {
  readonly bucketName: string;
  readonly database: string;
}

/**
 * The lake's tables of the bridge and the weights. Every version holds the whole history, so two of them together would pay
 * twice: the injected partition `version` makes Athena refuse a query that does not name exactly which.
 */
export function addRightsTables(scope: Construct, lake: Lake): void {
  addTable(scope, lake, { id: 'RightsBridge', name: 'rights_bridge', columns: RIGHTS_BRIDGE });
  addTable(scope, lake, { id: 'TypeWeights', name: 'type_weights', columns: TYPE_WEIGHTS });
}

function addTable(
  scope: Construct,
  { bucketName, database }: Lake,
  { id, name, columns }: { readonly id: string; readonly name: string; readonly columns: Columns },
): void {
  const location = `s3://${bucketName}/${name}/`;
  new CfnTable(scope, id, {
    catalogId: Stack.of(scope).account,
    databaseName: database,
    tableInput: {
      name,
      tableType: 'EXTERNAL_TABLE',
      parameters: {
        classification: 'parquet',
        'projection.enabled': 'true',
        'projection.version.type': 'injected',
        'storage.location.template': `${location}version=\${version}`,
      },
      partitionKeys: [{ name: 'version', type: 'string' }],
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
