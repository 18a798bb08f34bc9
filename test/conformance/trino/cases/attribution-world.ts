import type { TableRow } from '#test/support/lake-rows';
import { seeded } from '#test/support/trino/seeded';

export const RUN = { period_id: 'US_2025_04', run: 'r1' };
export const APRIL = 1_743_465_600_000;
const MAY = 1_746_057_600_000;
const MIDDLE = Date.UTC(2025, 3, 15, 12);
const VERSION = { version: '1' };

const TRACKS = ['T1', 'T2', "T'3", 'T4', 'Ü5', 'T6', 'T7-never-heard-of'];
const CONTEXTS = ['playlist', 'algorithmic', 'search', 'radio'];

/** 400 sealed plays: skips, a listener far above the cap, and plays on both sides of the renegotiation's very instant. */
function sealedPlays(): readonly TableRow[] {
  const next = seeded(20_250_430);
  return Array.from({ length: 400 }, (_, index) => ({
    period_id: RUN.period_id,
    run: 's1',
    play_id: `p${index}`,
    user_id: index % 3 === 0 ? 'u-heavy' : `u${next(9)}`,
    track_id: TRACKS[Math.min(next(9), TRACKS.length - 1)] ?? '',
    played_at_ms: index < 4 ? MIDDLE - 2 + index : APRIL + next(MAY - APRIL),
    duration_played_s: 30,
    context_type: CONTEXTS[next(4)] ?? '',
    royalty_eligible: index % 11 !== 5,
    ingested_at_ms: MAY,
  }));
}

function share(
  track: string,
  type: string,
  holder: string,
  part: string,
  from = 0,
  to: number | null = null,
): TableRow {
  const times = { effective_from_ms: from, effective_to_ms: to, dropped_to_ms: to };
  return { ...VERSION, track_id: track, rights_type: type, holder_id: holder, share: part, ...times };
}

/** Rights registered after the close: for a part of the month first, then for all of it; one track's are short. */
const registeredLater = (version: string, to: number | null): readonly TableRow[] =>
  [
    share('T1', 'artist', 'H1', '1'),
    share('T2', 'publisher', 'H10', '0.33333', 0, to),
    share('T2', 'publisher', 'H11', '0.66667', 0, to),
    share("T'3", 'publisher', 'H4', '1'),
    share('T4', 'publisher', 'H12', '0.9', MIDDLE, to),
    share('T7-never-heard-of', 'artist', 'H13', '1', MIDDLE),
  ].map((row) => ({ ...row, version }));

/** Deals that change, that end, that sum to less and to more, and a type that no weight names. */
const BRIDGE: readonly TableRow[] = [
  share('T1', 'artist', 'H1', '1', 0, MIDDLE),
  share('T1', 'artist', 'H2', '0.33333', MIDDLE),
  share('T1', 'artist', 'H1', '0.66667', MIDDLE),
  share('T1', 'publisher', 'H3', '1'),
  share('T2', 'artist', 'H1', '0.5', 0, MIDDLE),
  share('T2', 'artist', 'h2', '0.5', 0, MIDDLE),
  share("T'3", 'artist', 'H4', '0.9'),
  share("T'3", 'publisher', 'H4', '1', MIDDLE, MIDDLE + 86_400_000),
  share('T4', 'artist', 'H5', '1'),
  share('T4', 'artist', 'H6', '0.2', MIDDLE),
  share('Ü5', 'label', 'H7', '1'),
  share('Ü5', 'artist', 'H8', '1', APRIL - 1000, APRIL + 1),
  share('T6', 'artist', 'H9', '0.14286'),
  share('T6', 'artist', 'H1', '0.85714'),
  { ...share('T1', 'artist', 'H99', '1'), version: '2' },
  ...registeredLater('3', MIDDLE),
  ...registeredLater('4', null),
];

function weight(country: string, type: string, part: string, from: number, to: number | null = null): TableRow {
  const times = { effective_from_ms: from, effective_to_ms: to, dropped_to_ms: to };
  return { ...VERSION, country, rights_type: type, weight: part, ...times };
}

const WEIGHTS: readonly TableRow[] = [
  weight('*', 'artist', '0.75', APRIL + 86_400_000),
  weight('*', 'publisher', '0.25', APRIL + 86_400_000),
  weight('US', 'artist', '0.6', MIDDLE - 86_400_000, MIDDLE + 86_400_000),
  weight('US', 'publisher', '0.4', MIDDLE - 86_400_000, MIDDLE + 86_400_000),
  weight('US', 'artist', '0.9', MAY - 86_400_000),
];

function revenue(user: string, amount: string): TableRow {
  return {
    period_id: RUN.period_id,
    ...VERSION,
    country: 'US',
    period: '2025-04',
    user_id: user,
    currency: 'USD',
    amount,
  };
}

const REVENUE: readonly TableRow[] = [
  ...Array.from({ length: 7 }, (_, index) => revenue(`u${index}`, `${9 + index}.990000000${index}`)),
  revenue('u-heavy', '9.99'),
  revenue('u-heavy', '-1.5'),
  revenue('u3', '-100'),
  revenue('u-silent', '12.3456789'),
  revenue('', '1000.0000000001'),
  { ...revenue('u0', '999999'), version: '2' },
];

const flag = (scope: string, run: string, play: string, rule: string): TableRow => ({
  scope,
  run,
  play_id: play,
  reason: 'r',
  rule,
  rule_version: 1,
  evidence: '{}',
  flagged_at_ms: MAY,
});

const FLAGS: readonly TableRow[] = [
  ...[7, 8, 9, 30].map((index) => flag('US_2025_04', 'f1', `p${index}`, 'user_day')),
  flag('US_2025_04', 'f1', 'p7', 'tempo'),
  flag('US_2025_04', 'f0', 'p50', 'tempo'),
  flag('external', 'x1', 'p9', 'external'),
  flag('external', 'x1', 'p77', 'external'),
  flag('external', 'x1', 'p-unknown', 'external'),
];

const track = (id: string, artist: string): TableRow => ({ ...VERSION, track_id: id, isrc: id, title: 't', artist });

/** Late plays around a new deal, after the cutoff of the next period, sealed after all, superseded, taken before. */
const LATE: readonly TableRow[] = [0, 1, 2, 3, 4, 5, 6].map((index) => ({
  compaction_run: 'c1-00',
  country_id: 'US',
  event_date: '2025-04-15',
  play_id: index === 4 ? 'p1' : `late${index}`,
  track_id: index === 3 ? 'T2' : 'T1',
  played_at_ms: MIDDLE - 1 + index,
  royalty_eligible: index !== 6,
  ingested_at_ms: index === 2 ? MAY + 2_000_000_000 : MAY + 1,
  source: 's',
  position: `${index}`,
}));

const TAKEN = { period_id: 'US_2025_05', run: 'c1', source_period_id: RUN.period_id, kind: 'late' } as const;
const PAID = {
  rights_type: 'artist',
  track_id: 'T1',
  snapshot_share: '0.6',
  rate: '2',
  payout: '1.2',
  played_at_ms: APRIL + 1,
} as const;

/** Late plays of March that April paid, and that nobody claims. */
const OF_MARCH = { ...PAID, period_id: RUN.period_id, source_period_id: 'US_2025_03', rights_holder_id: '' } as const;

/** The base tables of one country-period, small and full of borders. */
export function attributionWorld(): Readonly<Record<string, readonly TableRow[]>> {
  return {
    plays_sealed: sealedPlays(),
    plays: LATE,
    play_arrivals: [
      { compaction_run: 'c1', play_id: 'late5', source: 's', position: '5', is_superseded: true },
      { compaction_run: 'c1', play_id: 'late0', source: 's', position: '9', is_superseded: true },
    ],
    correction_lines: [
      { ...TAKEN, ...PAID, play_id: 'late3', rights_holder_id: 'H1' },
      { ...TAKEN, ...PAID, play_id: 'p77', rights_holder_id: '' },
      { ...TAKEN, ...PAID, play_id: 'p-unknown', rights_holder_id: 'H1' },
      { ...TAKEN, ...PAID, play_id: 'p30', rights_holder_id: 'H1', kind: 'recovered', payout: '-1.2' },
      { ...TAKEN, ...OF_MARCH, play_id: 'march1' },
      { ...TAKEN, ...OF_MARCH, play_id: 'march2', rights_type: 'publisher', played_at_ms: MIDDLE },
    ],
    release_lines: [
      { ...PAID, period_id: 'US_2025_05', run: 'release-2', play_id: 'p77', rights_holder_id: 'W1', weight: '0.6' },
      { ...PAID, period_id: 'US_2025_05', run: 'release-2', play_id: 'p9', rights_holder_id: 'W1', weight: '0.6' },
    ],
    rights_bridge: BRIDGE,
    type_weights: WEIGHTS,
    revenue: REVENUE,
    fraud_flags: FLAGS,
    catalog_tracks: [
      track('T1', 'Ada'),
      track('T2', 'Ada'),
      track("T'3", 'Björk'),
      track('T4', ''),
      track('Ü5', 'Cher'),
    ],
    track_plays: [
      { period_id: 'US_2025_03', run: 'm1', track_id: 'T6', plays: 1, fraud_plays: 0 },
      ...['T1', 'T2', "T'3", 'T4'].map((id) => ({
        period_id: 'US_2025_03',
        run: 'm1',
        track_id: id,
        plays: 40,
        fraud_plays: 2,
      })),
      { period_id: 'US_2025_03', run: 'm0', track_id: 'T7-never-heard-of', plays: 1000, fraud_plays: 0 },
    ],
  };
}
