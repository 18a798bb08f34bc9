import { instantOf } from '#kernel/time/clock';
import type { TableRow } from '#test/support/lake-rows';
import { seeded } from '#test/support/trino/seeded';

export const PERIOD_START = 1_743_465_600_000;
export const MAY = 1_746_057_600_000;
export const CUTOFF = MAY + 7 * 86_400_000;

const ARRIVED_FROM = MAY - 2 * 86_400_000;

function landed(index: number, next: (below: number) => number): TableRow {
  const playedAt = MAY - 86_400_000 + next(90_000) * 1000;
  const arrivedAt = index % 9 === 8 ? CUTOFF + index : ARRIVED_FROM + next(8) * 9 * 3_600_000 + index;
  // Ids come again: as the same content, as another, and from another source.
  const playId = `p${index < 120 ? index : next(120)}`;
  const duration = index % 4 === 0 ? 31 : next(200);
  const run = index < 150 ? 'c1' : 'c2';
  return {
    arrival_hour: hourOf(arrivedAt),
    play_id: playId,
    user_id: `u${next(5)}`,
    track_id: `T${next(3)}`,
    country_id: next(8) === 0 ? 'DE' : 'US',
    played_at_ms: playedAt,
    duration_played_s: duration,
    context_type: 'radio',
    source_playlist_id: index % 2 === 0 ? null : 'L1',
    device_id: index % 3 === 0 ? null : `d${next(4)}`,
    royalty_eligible: duration >= 30,
    ingested_at_ms: arrivedAt,
    source: index % 5 === 0 ? 's3://drops/plays/a' : 'shard-0',
    position: String(index).padStart(8, '0'),
    content_hash: `h${index < 120 ? index : next(3)}`,
    landing_object: `plays_landing/${run}`,
  };
}

const hourOf = (milliseconds: number): string => instantOf(milliseconds).slice(0, 13);

const LANDED: readonly TableRow[] = (() => {
  const next = seeded(7);
  const rows = Array.from({ length: 260 }, (_, index) => landed(index, next));
  // A batch that was read twice lies there twice.
  return [...rows, ...rows.slice(0, 5)];
})();

export const HOURS: readonly string[] = [...new Set(LANDED.map((row) => String(row['arrival_hour'])))].sort((a, b) =>
  a < b ? -1 : 1,
);

function formerArrival(index: number, verdict: 'wins' | 'loses'): TableRow {
  const winner = verdict === 'loses' ? { winner_source: 'shard-9', winner_position: '00000000' } : {};
  return {
    compaction_run: 'c0',
    play_id: `p${index}`,
    source: 'shard-7',
    position: '00000001',
    ingested_at_ms: ARRIVED_FROM + 36 * 3_600_000,
    content_hash: `h${index}`,
    country_id: 'US',
    played_at_ms: MAY - 3_600_000,
    verdict,
    is_new: true,
    is_superseded: false,
    is_conflict: false,
    winner_source: 'shard-7',
    winner_position: '00000001',
    winner_content_hash: `h${index}`,
    judged_in: 0,
    ...winner,
  };
}

const seal = (run: string): TableRow => ({
  compaction_run: run,
  country_id: 'DE',
  period_start_ms: PERIOD_START,
  period_end_ms: MAY,
  cutoff_at_ms: CUTOFF,
  through_run: 1,
});

/** Landed plays of two runs: duplicates, conflicts, late ones, two countries, and what an earlier run judged. */
export function playWorld(): Readonly<Record<string, readonly TableRow[]>> {
  return {
    plays_landing: LANDED,
    plays_selected: ['c1', 'c2'].map((run) => ({ compaction_run: run, landing_object: `plays_landing/${run}` })),
    plays_seals: ['c1', 'c2'].map(seal),
    play_arrivals: [1, 2, 3].map((index) => formerArrival(index, index === 3 ? 'loses' : 'wins')),
    plays_quarantined: Array.from({ length: 5 }, (_, index) => ({
      arrival_hour: '2025-04-30T10',
      country_id: index === 4 ? 'DE' : 'US',
      played_at_ms: index === 3 ? null : MAY - 1000 - index,
      reason: 'bad_duration',
      source: 'shard-0',
      position: `${index % 3}`,
    })),
    fraud_flags: ['p1', 'p2', 'p-none'].map((play) => ({
      scope: 'external',
      run: 'x1',
      play_id: play,
      reason: 'bot farm',
      rule: 'external',
      rule_version: 1,
      evidence: '{}',
      flagged_at_ms: MAY,
    })),
  };
}
