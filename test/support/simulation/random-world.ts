import { DISTRIBUTION_POLICIES, type DistributionPolicy } from '#kernel/market/distribution-policy';
import { type Chances, chancesOf } from '#test/support/simulation/faults';
import type { Deal, Weight } from '#test/support/simulation/month-model';

/** What a client sent, when it reached us, and whether R2 takes it. */
export interface SentPlay {
  readonly atMs: number;
  readonly isValid: boolean;
  readonly record: {
    readonly play_id: string;
    readonly user_id: string;
    readonly track_id: string;
    readonly country_id: string;
    readonly played_at_ms: number;
    readonly duration_played_s: number;
    readonly context_type: string;
  };
}

export interface RevenueRow {
  readonly userId: string;
  readonly units: bigint;
}

/** A version of a month's revenue and when somebody drops it. */
export interface RevenueDrop {
  readonly atMs: number;
  readonly periodId: string;
  readonly rows: readonly RevenueRow[];
}

/** A few countries over a few months: everything that reaches the platform, and when. */
export interface World {
  readonly seed: number;
  readonly currencies: Readonly<Record<string, string>>;
  readonly periodIds: readonly string[];
  /** In order of arrival. */
  readonly sent: readonly SentPlay[];
  readonly revenue: readonly RevenueDrop[];
  readonly asks: readonly { readonly atMs: number; readonly periodId: string; readonly policy: DistributionPolicy }[];
  /** The bridge, and the same with more rights registered, from `betterBridgeAtMs` on. */
  readonly bridges: readonly [readonly Deal[], readonly Deal[]];
  readonly betterBridgeAtMs: number;
  readonly weights: readonly Weight[];
  readonly artists: Readonly<Record<string, string>>;
  /** Plays that somebody outside flagged before anything froze. */
  readonly flagged: readonly string[];
}

export const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const GRACE_MS = 7 * DAY_MS;
const MONTHS = ['2025-04', '2025-05', '2025-06'] as const;
const TRACKS = ['T1', 'T2', 'T3', 'T4'] as const;
const TYPES = ['artist', 'label', 'songwriter'] as const;
const MARKETS = [
  ['US', 'USD'],
  ['GB', 'GBP'],
  ['JP', 'JPY'],
] as const;
const CENT = 10n ** 8n;

const startOf = (month: string) => Date.parse(`${month}-01T00:00:00Z`);
const endOf = (month: string) => Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 1);
/** `CC_YYYY_MM`. */
const periodIdOf = (country: string, month: string) => `${country}_${month.replace('-', '_')}`;

/** The world of a seed. `playsMax` plays for each month of a country, besides the farmed ones. */
export function randomWorld(seed: number, { playsMax = 10, farmPlays = 5 } = {}): World {
  const chances = chancesOf(seed);
  const markets = MARKETS.slice(0, chances.happens(0.2) ? 3 : 2);
  const months = MONTHS.slice(0, chances.happens(0.4) ? 3 : 2);
  const each = markets.flatMap(([country]) => months.map((month) => ({ country, month })));
  const renegotiatedMs = startOf('2025-04') + chances.below(60) * DAY_MS;
  const sent = each.flatMap((market) => playsOf(chances, market, { playsMax, farmPlays, renegotiatedMs }));
  const twice = sent.flatMap((play) => againOf(chances, play, sent.length));
  const deals = TRACKS.flatMap((trackId) => TYPES.flatMap((type) => dealsOf(chances, trackId, type, renegotiatedMs)));
  const named = new Set(deals.map(({ trackId, rightsType }) => `${trackId} ${rightsType}`));
  const registered = TRACKS.flatMap((trackId) => TYPES.map((rightsType) => ({ trackId, rightsType })))
    .filter(({ trackId, rightsType }) => !named.has(`${trackId} ${rightsType}`))
    .map((gap) => ({ ...gap, holderId: 'H9', share: 100_000n, fromMs: renegotiatedMs }));
  return {
    seed,
    currencies: Object.fromEntries(markets),
    periodIds: each.map(({ country, month }) => periodIdOf(country, month)),
    sent: [...sent, ...twice].sort((left, right) => left.atMs - right.atMs),
    revenue: each.flatMap((market) => revenueOf(chances, market)).sort((left, right) => left.atMs - right.atMs),
    asks: each
      .map(({ country, month }) => ({
        atMs: endOf(month) + chances.below(12) * DAY_MS,
        periodId: periodIdOf(country, month),
        policy: chances.pick(DISTRIBUTION_POLICIES),
      }))
      .sort((left, right) => left.atMs - right.atMs),
    bridges: [deals, [...deals, ...registered]],
    betterBridgeAtMs: startOf('2025-05') + chances.below(60) * DAY_MS,
    weights: weightsOf(chances, renegotiatedMs, markets[0]?.[0] ?? 'US'),
    artists: { T1: 'Ada', T2: 'Ada', T3: 'Bo' },
    flagged: sent.filter(() => chances.happens(0.06)).map(({ record }) => record.play_id),
  };
}

interface MonthOf {
  readonly country: string;
  readonly month: string;
}

function playsOf(
  chances: Chances,
  { country, month }: MonthOf,
  {
    playsMax,
    farmPlays,
    renegotiatedMs,
  }: { readonly playsMax: number; readonly farmPlays: number; readonly renegotiatedMs: number },
): readonly SentPlay[] {
  const [start, end] = [startOf(month), endOf(month)];
  const border = Math.min(Math.max(renegotiatedMs, start), end - 1);
  const count = chances.happens(0.1) ? 0 : chances.below(playsMax + 1);
  const one = (index: number, fixed: Partial<SentPlay['record']> = {}): SentPlay => {
    const playedAtMs = chances.pick([
      start,
      end - 1,
      border,
      Math.max(start, border - 1),
      start + chances.below(end - start),
      start + chances.below(end - start),
    ]);
    const atMs = chances.pick([
      playedAtMs,
      playedAtMs + chances.below(HOUR_MS),
      playedAtMs + chances.below(20 * DAY_MS),
      end + GRACE_MS - 1,
      end + GRACE_MS,
    ]);
    const isValid = !chances.happens(0.08);
    const record = {
      play_id: `${country}-${month}-${index}`,
      user_id: chances.pick(['u1', 'u2', 'u3', 'u4']),
      track_id: chances.pick(TRACKS),
      country_id: country,
      played_at_ms: playedAtMs,
      duration_played_s: isValid ? chances.pick([29, 30, 31, 180, 240]) : -1,
      context_type: chances.pick(['radio', 'search', 'playlist', 'algorithmic']),
      ...fixed,
    };
    return { atMs, isValid, record };
  };
  const heard = Array.from({ length: count }, (_, index) => one(index));
  if (!chances.happens(0.3)) return heard;
  const farmed = Array.from({ length: farmPlays }, (_, index) =>
    one(1000 + index, { user_id: 'farm', track_id: 'T3' }),
  );
  return [
    ...heard,
    ...farmed.map((play) => ({ ...play, isValid: true, record: { ...play.record, duration_played_s: 31 } })),
  ];
}

/** The same play once more, or another under its id, later or, from a slow device, dated another month. */
function againOf(chances: Chances, play: SentPlay, count: number): readonly SentPlay[] {
  if (!play.isValid || !chances.happens(0.25)) return [];
  const atMs = play.atMs + chances.below(chances.pick([2, HOUR_MS, 30 * DAY_MS]));
  if (chances.happens(0.5)) return [{ ...play, atMs }];
  const playedAtMs = Math.min(atMs, play.record.played_at_ms + chances.below(count) * DAY_MS);
  const record = { ...play.record, track_id: chances.pick(TRACKS), played_at_ms: playedAtMs };
  return [{ ...play, atMs, record }];
}

/** Deals of a track and type: none, from a day on with a gap before, renegotiated, or for ever. */
function dealsOf(chances: Chances, trackId: string, rightsType: string, atMs: number): readonly Deal[] {
  const shares = (prefix: string, times: { readonly fromMs: number; readonly toMs?: number }): readonly Deal[] =>
    chances
      .parts(1 + chances.below(3))
      .map((share, index) => ({ trackId, rightsType, holderId: `${prefix}${index + 1}`, share, ...times }));
  const kind = chances.below(10);
  if (kind === 0) return [];
  if (kind <= 2) return shares('H', { fromMs: atMs });
  if (kind <= 5) return [...shares('H', { fromMs: 0, toMs: atMs }), ...shares('N', { fromMs: atMs })];
  return shares('H', { fromMs: 0 });
}

function weightsOf(chances: Chances, atMs: number, country: string): readonly Weight[] {
  const set = (of: string, times: { readonly fromMs: number; readonly toMs?: number }): readonly Weight[] =>
    chances.parts(2 + chances.below(2)).map((weight, index) => ({
      country: of,
      rightsType: TYPES[index] ?? 'artist',
      weight,
      ...times,
    }));
  const everywhere = chances.happens(0.5)
    ? [...set('*', { fromMs: 0, toMs: atMs }), ...set('*', { fromMs: atMs })]
    : set('*', { fromMs: 0 });
  return chances.happens(0.5) ? [...everywhere, ...set(country, { fromMs: atMs })] : everywhere;
}

/** What a month collected: said in time, after the cutoff, or twice; sometimes nothing, or refunds that outweigh. */
function revenueOf(chances: Chances, { country, month }: MonthOf): readonly RevenueDrop[] {
  const periodId = periodIdOf(country, month);
  const rows = (): readonly RevenueRow[] => {
    const sign = chances.happens(0.07) ? -1n : 1n;
    const subscribers = ['u1', 'u2', 'silent'].filter(() => chances.happens(0.5));
    return ['', ...subscribers].map((userId) => ({
      userId,
      units:
        sign * BigInt(chances.happens(0.1) ? 0 : chances.below(100_000)) * (CENT / 10n ** BigInt(chances.below(3))),
    }));
  };
  const first = { atMs: endOf(month) + chances.below(20) * DAY_MS, periodId, rows: rows() };
  if (!chances.happens(0.2)) return [first];
  return [first, { atMs: first.atMs + chances.below(3 * DAY_MS), periodId, rows: rows() }];
}
