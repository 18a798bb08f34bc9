import type { Construct } from 'constructs';
import {
  addLakeTable,
  type Columns,
  INJECTED,
  type Lake,
  type LakeTable,
  type Projection,
} from '#infra/constructs/lake-table';

interface PlayTable extends LakeTable {
  /** In the order below the table's own. */
  readonly folders: readonly string[];
}

const PLACE: Columns = { source: 'string', position: 'string' };
const LISTENING: Columns = {
  play_id: 'string',
  user_id: 'string',
  track_id: 'string',
  played_at_ms: 'bigint',
  duration_played_s: 'int',
  context_type: 'string',
  source_playlist_id: 'string',
  device_id: 'string',
  royalty_eligible: 'boolean',
  ingested_at_ms: 'bigint',
  ...PLACE,
};

const TABLES: readonly PlayTable[] = [
  { id: 'PlaysSelected', name: 'plays_selected', columns: { landing_object: 'string' }, folders: ['compaction_run'] },
  {
    id: 'PlaysSeals',
    name: 'plays_seals',
    columns: {
      country_id: 'string',
      period_start_ms: 'bigint',
      period_end_ms: 'bigint',
      cutoff_at_ms: 'bigint',
      through_run: 'bigint',
    },
    folders: ['compaction_run'],
  },
  {
    id: 'PlayArrivals',
    name: 'play_arrivals',
    columns: {
      play_id: 'string',
      ...PLACE,
      ingested_at_ms: 'bigint',
      content_hash: 'string',
      country_id: 'string',
      played_at_ms: 'bigint',
      verdict: 'string',
      is_new: 'boolean',
      is_superseded: 'boolean',
      is_conflict: 'boolean',
      winner_source: 'string',
      winner_position: 'string',
      winner_content_hash: 'string',
      judged_in: 'bigint',
    },
    folders: ['compaction_run'],
  },
  {
    id: 'Plays',
    name: 'plays',
    columns: { ...LISTENING, content_hash: 'string', judged_in: 'bigint' },
    folders: ['compaction_run', 'country_id', 'event_date'],
  },
  { id: 'PlaysSealed', name: 'plays_sealed', columns: LISTENING, folders: ['period_id', 'run'] },
  {
    id: 'FraudFlags',
    name: 'fraud_flags',
    columns: {
      play_id: 'string',
      reason: 'string',
      rule: 'string',
      rule_version: 'int',
      evidence: 'string',
      flagged_at_ms: 'bigint',
    },
    folders: ['scope', 'run'],
  },
];

/**
 * The lake's tables from arrivals to sealed plays and their flags. Folders are injected: Athena refuses a query that does not
 * name its runs, so what an unfinished or dropped run left behind is never read. Days alone are projected from a range.
 */
export function addPlayLakeTables(scope: Construct, lake: Lake): void {
  for (const { folders, ...table } of TABLES) {
    const partitions = Object.fromEntries(folders.map((key) => [key, key === 'event_date' ? DAYS : INJECTED]));
    addLakeTable(scope, lake, { ...table, partitions });
  }
}

const DAYS: Projection = { type: 'date', format: 'yyyy-MM-dd', range: '2006-01-01,NOW+1DAYS' };
