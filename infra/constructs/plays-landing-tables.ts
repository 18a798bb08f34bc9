import type { Construct } from 'constructs';
import { addLakeTable, type Columns, type Lake, type Projection } from '#infra/constructs/lake-table';

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

const HOURS: Projection = {
  type: 'date',
  format: "yyyy-MM-dd'T'HH",
  range: '2006-01-01T00,NOW+1DAYS',
  interval: '1',
  'interval.unit': 'HOURS',
};

/**
 * The lake's tables of arrivals, as they came. Hours are projected from the range, so that no partition is ever
 * registered and a query that bounds `arrival_hour` lists only those folders.
 */
export function addPlaysLandingTables(scope: Construct, lake: Lake): void {
  const partitions = { arrival_hour: HOURS };
  addLakeTable(scope, lake, { id: 'PlaysLanding', name: 'plays_landing', columns: PLAYS_LANDING, partitions });
  addLakeTable(scope, lake, {
    id: 'PlaysQuarantined',
    name: 'plays_quarantined',
    columns: PLAYS_QUARANTINED,
    partitions,
  });
}
