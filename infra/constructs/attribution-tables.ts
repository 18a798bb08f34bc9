import type { Construct } from 'constructs';
import { addLakeTable, type Columns, INJECTED, type Lake, type LakeTable } from '#infra/constructs/lake-table';

const RUN = { period_id: INJECTED, run: INJECTED };
const SPAN: Columns = { from_ms: 'bigint', to_ms: 'bigint' };
const TRACK_TYPE: Columns = { track_id: 'string', rights_type: 'string' };

const TABLES: readonly LakeTable[] = [
  {
    id: 'FlaggedPlays',
    name: 'flagged_plays',
    columns: { play_id: 'string', track_id: 'string', royalty_eligible: 'boolean' },
    partitions: RUN,
  },
  {
    id: 'TrackPlays',
    name: 'track_plays',
    columns: { track_id: 'string', plays: 'bigint', fraud_plays: 'bigint' },
    partitions: RUN,
  },
  { id: 'IneligibleTracks', name: 'ineligible_tracks', columns: { track_id: 'string' }, partitions: RUN },
  {
    id: 'PeriodWeights',
    name: 'period_weights',
    columns: { rights_type: 'string', weight: 'decimal(6,5)', ...SPAN },
    partitions: RUN,
  },
  {
    id: 'PeriodShares',
    name: 'period_shares',
    columns: { ...TRACK_TYPE, rights_holder_id: 'string', snapshot_share: 'decimal(12,10)', ...SPAN },
    partitions: RUN,
  },
  {
    id: 'PeriodGaps',
    name: 'period_gaps',
    columns: { ...TRACK_TYPE, weight: 'decimal(6,5)', ...SPAN, reason: 'string' },
    partitions: RUN,
  },
  {
    id: 'PeriodRates',
    name: 'period_rates',
    columns: { user_id: 'string', play_id: 'string', rate: 'decimal(28,10)' },
    partitions: RUN,
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
    partitions: RUN,
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
    partitions: RUN,
  },
  {
    id: 'ReleaseLines',
    name: 'release_lines',
    columns: {
      play_id: 'string',
      track_id: 'string',
      played_at_ms: 'bigint',
      rights_holder_id: 'string',
      rights_type: 'string',
      weight: 'decimal(6,5)',
      snapshot_share: 'decimal(12,10)',
      rate: 'decimal(28,10)',
      payout: 'decimal(38,20)',
    },
    partitions: RUN,
  },
  {
    id: 'CorrectionLines',
    name: 'correction_lines',
    columns: {
      source_period_id: 'string',
      kind: 'string',
      play_id: 'string',
      rights_holder_id: 'string',
      rights_type: 'string',
      track_id: 'string',
      played_at_ms: 'bigint',
      snapshot_share: 'decimal(12,10)',
      rate: 'decimal(28,10)',
      payout: 'decimal(38,20)',
    },
    partitions: RUN,
  },
  {
    id: 'CatalogTracks',
    name: 'catalog_tracks',
    columns: { track_id: 'string', isrc: 'string', title: 'string', artist: 'string' },
    partitions: { version: INJECTED },
    folder: 'catalog',
  },
];

/**
 * The lake's tables of attribution, and the catalogue as attribution reads it. A query names exactly one run, or version, of each: the
 * injected partitions make Athena refuse one that does not.
 */
export function addAttributionTables(scope: Construct, lake: Lake): void {
  for (const table of TABLES) addLakeTable(scope, lake, table);
}
