import { Stack } from 'aws-cdk-lib';
import { CfnTable } from 'aws-cdk-lib/aws-glue';
import type { Construct } from 'constructs';

const COLUMNS: Readonly<Record<string, string>> = {
  country: 'string',
  period: 'string',
  user_id: 'string',
  currency: 'string',
  amount: 'decimal(38,10)',
};
const PARTITIONS = ['period_id', 'version'] as const;

/**
 * The lake's table of collected revenue. Every version holds the whole of its period, so two of them together would count money
 * twice: the injected partitions make Athena refuse a query that does not name exactly which.
 */
export function addRevenueTable(
  scope: Construct,
  { bucketName, database }: { readonly bucketName: string; readonly database: string },
): void {
  const location = `s3://${bucketName}/revenue/`;
  new CfnTable(scope, 'Revenue', {
    catalogId: Stack.of(scope).account,
    databaseName: database,
    tableInput: {
      name: 'revenue',
      tableType: 'EXTERNAL_TABLE',
      parameters: {
        classification: 'parquet',
        'projection.enabled': 'true',
        ...Object.fromEntries(PARTITIONS.map((name) => [`projection.${name}.type`, 'injected'])),
        'storage.location.template': `${location}${PARTITIONS.map((name) => `${name}=\${${name}}`).join('/')}`,
      },
      partitionKeys: PARTITIONS.map((name) => ({ name, type: 'string' })),
      storageDescriptor: {
        columns: Object.entries(COLUMNS).map(([name, type]) => ({ name, type })),
        location,
        inputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
        outputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
        serdeInfo: { serializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' },
      },
    },
  });
}
