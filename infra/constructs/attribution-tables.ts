import { Stack } from 'aws-cdk-lib';
import { CfnTable } from 'aws-cdk-lib/aws-glue';
import type { Construct } from 'constructs';

type Columns = Readonly<Record<string, string>>;

interface Table {
  readonly id: string;
  readonly name: string;
  readonly columns: Columns;
  readonly keys: readonly string[];
  /** The folder of the lake; the table's own name unless told. */
  readonly folder?: string;
}

const RUN = ['period_id', 'run'];
const SPAN: Columns = { from_ms: 'bigint', to_ms: 'bigint' };
const TRACK_TYPE: Columns = { track_id: 'string', rights_type: 'string' };

const TABLES: readonly Table[] = [
  { id: 'FlaggedPlays', name: 'flagged_plays', columns: { play_id: 'string' }, keys: RUN },
  {
    id: 'TrackPlays',
    name: 'track_plays',
    columns: { track_id: 'string', plays: 'bigint', fraud_plays: 'bigint' },
    keys: RUN,
  },
  { id: 'IneligibleTracks', name: 'ineligible_tracks', columns: { track_id: 'string' }, keys: RUN },
  {
    id: 'PeriodWeights',
    name: 'period_weights',
    columns: { rights_type: 'string', weight: 'decimal(6,5)', ...SPAN },
    keys: RUN,
  },
  {
    id: 'PeriodShares',
    name: 'period_shares',
    columns: { ...TRACK_TYPE, rights_holder_id: 'string', snapshot_share: 'decimal(12,10)', ...SPAN },
    keys: RUN,
  },
  {
    id: 'PeriodGaps',
    name: 'period_gaps',
    columns: { ...TRACK_TYPE, weight: 'decimal(6,5)', ...SPAN, reason: 'string' },
    keys: RUN,
  },
  {
    id: 'PeriodRates',
    name: 'period_rates',
    columns: { user_id: 'string', play_id: 'string', rate: 'decimal(28,10)' },
    keys: RUN,
  },
  {
    id: 'AttributionLines',
    name: 'attribution_lines',
    columns: {
      play_id: 'string',
      track_id: 'string',
      played_at_ms: 'bigint',
      rights_holder_id: 'string',
      rights_type: 'string',
      snapshot_share: 'decimal(12,10)',
      rate: 'decimal(28,10)',
      payout: 'decimal(38,20)',
    },
    keys: RUN,
  },
  {
    id: 'LineGroups',
    name: 'line_groups',
    columns: {
      track_id: 'string',
      rights_holder_id: 'string',
      rights_type: 'string',
      snapshot_share: 'decimal(12,10)',
      line_count: 'bigint',
      played_at_sum: 'decimal(38,0)',
      rate_sum: 'decimal(38,10)',
      rate_min: 'decimal(28,10)',
      payout_sum: 'decimal(38,20)',
      hash_sum: 'decimal(38,0)',
    },
    keys: RUN,
  },
  {
    id: 'CatalogTracks',
    name: 'catalog_tracks',
    columns: { track_id: 'string', isrc: 'string', title: 'string', artist: 'string' },
    keys: ['version'],
    folder: 'catalog',
  },
];

/**
 * The lake's tables of attribution, and the catalogue as attribution reads it. A query names exactly one run, or version, of each: the
 * injected partitions make Athena refuse one that does not.
 */
export function addAttributionTables(
  scope: Construct,
  { bucketName, database }: { readonly bucketName: string; readonly database: string },
): void {
  for (const { id, name, columns, keys, folder = name } of TABLES) {
    const location = `s3://${bucketName}/${folder}/`;
    new CfnTable(scope, id, {
      catalogId: Stack.of(scope).account,
      databaseName: database,
      tableInput: {
        name,
        tableType: 'EXTERNAL_TABLE',
        parameters: {
          classification: 'parquet',
          'projection.enabled': 'true',
          ...Object.fromEntries(keys.map((key) => [`projection.${key}.type`, 'injected'])),
          'storage.location.template': `${location}${keys.map((key) => `${key}=\${${key}}/`).join('')}`,
        },
        partitionKeys: keys.map((key) => ({ name: key, type: 'string' })),
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
}
