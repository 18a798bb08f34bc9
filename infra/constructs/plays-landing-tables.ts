import { Stack } from 'aws-cdk-lib';
import { CfnTable } from 'aws-cdk-lib/aws-glue';
import type { Construct } from 'constructs';

type Columns = Readonly<Record<string, string>>;

const ARRIVAL: Columns = { ingested_at_ms: 'bigint', source: 'string', position: 'string' };
const PLAYS_LANDING: Columns = {
  play_id: 'string',
  user_id: 'string',
  track_id: 'string',
  country_id: 'string',
  played_at_ms: 'bigint',
  duration_played_s: 'int',
  context_type: 'string',
  source_playlist_id: 'string',
  device_id: 'string',
  royalty_eligible: 'boolean',
  ...ARRIVAL,
  content_hash: 'string',
  landing_object: 'string',
};
const PLAYS_QUARANTINED: Columns = {
  play_id: 'string',
  country_id: 'string',
  played_at_ms: 'bigint',
  reason: 'string',
  raw: 'string',
  ...ARRIVAL,
  landing_object: 'string',
};

interface Lake {
  readonly bucketName: string;
  readonly database: string;
}

/**
 * The lake's tables of arrivals, as they came. Hours are projected from the range, so that no partition is ever
 * registered and a query that bounds `arrival_hour` lists only those folders.
 */
export function addPlaysLandingTables(scope: Construct, lake: Lake): void {
  addTable(scope, lake, { id: 'PlaysLanding', name: 'plays_landing', columns: PLAYS_LANDING });
  addTable(scope, lake, { id: 'PlaysQuarantined', name: 'plays_quarantined', columns: PLAYS_QUARANTINED });
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
        'projection.arrival_hour.type': 'date',
        'projection.arrival_hour.format': "yyyy-MM-dd'T'HH",
        'projection.arrival_hour.range': '2006-01-01T00,NOW+1DAYS',
        'projection.arrival_hour.interval': '1',
        'projection.arrival_hour.interval.unit': 'HOURS',
        'storage.location.template': `${location}arrival_hour=\${arrival_hour}/`,
      },
      partitionKeys: [{ name: 'arrival_hour', type: 'string' }],
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
