import type { Country } from '#kernel/country';
import type { DistributionPolicy } from '#kernel/market/distribution-policy';
import { marketTermsOf } from '#kernel/market/market-terms';
import { type Arrival, isWithin, judgeAll, placeOf } from '#test/support/plays/judge-model';
import { shortPlays } from '#test/support/simulation/memory-seals';
import type { ModelLine, ModelPlay, MonthFacts } from '#test/support/simulation/month-model';
import { naiveMonth } from '#test/support/simulation/naive-month';
import type { RevenueRow, SentPlay, World } from '#test/support/simulation/random-world';

/** A play that was sent, with the place where it arrived. */
export interface SentArrival extends Arrival {
  readonly record: SentPlay['record'];
}

/** What a close chose when it froze: everything else follows from the world. */
export interface Chosen {
  readonly periodId: string;
  readonly policy: DistributionPolicy;
  readonly revenue: readonly RevenueRow[];
  /** 1 or 2: which of the world's bridges. */
  readonly bridge: number;
}

/** A month as it must come out. Amounts in ledger units. */
export interface ExpectedMonth {
  readonly periodId: string;
  readonly playIds: readonly string[];
  readonly qualifiedPlays: number;
  readonly fraudPlays: number;
  readonly pool: bigint;
  readonly shared: bigint;
  readonly residual: bigint;
  /** Ledger units by account. */
  readonly earned: ReadonlyMap<string, bigint>;
}

const UNITS_PER_MAJOR = 10n ** 10n;
const MINOR_DIGITS: Readonly<Record<string, bigint>> = { JPY: 0n };
const LINE_PER_UNIT = 10n ** 10n;
const GRACE_MS = 7 * 86_400_000;
const SHARE_PERCENT = 70n;

/** The whole world's outcome from what was sent and what each close chose, by the rulings alone; months in order of freezing. */
export function expectedMonths(
  world: World,
  arrivals: readonly SentArrival[],
  chosen: readonly Chosen[],
  terms: { readonly shortPlaysMax: number; readonly artist: MonthFacts['terms'] },
): readonly ExpectedMonth[] {
  const won = new Set(judgeAll(arrivals, new Set()).winners);
  const winners = [
    ...new Map(arrivals.filter((one) => won.has(placeOf(one))).map((one) => [placeOf(one), one])).values(),
  ];
  const carries = new Map<string, bigint>();
  return chosen.map(({ periodId, policy, revenue, bridge }) => {
    const country = periodId.slice(0, 2);
    const code = world.currencies[country] ?? '';
    const plays = winners.filter((play) => isWithin(windowOf(periodId), play)).map(modelPlay);
    const collected = revenue.reduce((total, { units }) => total + units, 0n);
    const minor = UNITS_PER_MAJOR / 10n ** (MINOR_DIGITS[code] ?? 2n);
    const shared = halfEven(collected * SHARE_PERCENT, 100n * minor) * minor;
    const pool = shared + (carries.get(country) ?? 0n);
    const facts: MonthFacts = {
      country,
      policy,
      terms: terms.artist,
      pool,
      plays,
      flagged: new Set([...world.flagged, ...shortPlays(plays, terms.shortPlaysMax)]),
      deals: world.bridges[bridge === 2 ? 1 : 0],
      weights: world.weights,
      revenue,
      artists: world.artists,
    };
    const { qualified, fraud, rates, lines } = naiveMonth(facts);
    const residual = pool - [...rates.values()].reduce((total, rate) => total + rate, 0n);
    carries.set(country, residual);
    return {
      periodId,
      playIds: plays.map(({ playId }) => playId).sort(),
      qualifiedPlays: qualified.length,
      fraudPlays: fraud.length,
      pool,
      shared,
      residual,
      earned: rates.size === 0 ? new Map() : earnedOf(lines, code),
    };
  });
}

/** What accounts hold once every one of the months is posted; accounts of zero are left out. */
export function expectedBalances(world: World, months: readonly ExpectedMonth[]): ReadonlyMap<string, bigint> {
  const balances = new Map<string, bigint>();
  const add = (account: string, units: bigint) => balances.set(account, (balances.get(account) ?? 0n) + units);
  for (const { periodId, shared, pool, residual, earned } of months) {
    const country = periodId.slice(0, 2);
    const code = world.currencies[country] ?? '';
    add(`revenue:${country}:${code}`, shared);
    add(`holding:residual:${country}:${code}`, residual - (pool - shared));
    for (const [account, units] of earned) add(account, units);
  }
  return new Map([...balances].filter(([, units]) => units !== 0n));
}

/** R16: holders and the unclaimed bucket by largest remainder, then the bucket by track and type. */
function earnedOf(lines: readonly ModelLine[], code: string): ReadonlyMap<string, bigint> {
  const holders = new Map<string, bigint>();
  const unclaimed = new Map<string, bigint>();
  for (const { holderId, play, rightsType, payout } of lines) {
    const [totals, id] = holderId === undefined ? [unclaimed, `${play.trackId}\t${rightsType}`] : [holders, holderId];
    totals.set(id, (totals.get(id) ?? 0n) + payout);
  }
  const bucket = [...unclaimed.values()].reduce((total, one) => total + one, 0n);
  const shares = largestRemainder(new Map([...holders, ['~unattributed', bucket]]));
  const held = scaledTo(shares.get('~unattributed') ?? 0n, unclaimed);
  shares.delete('~unattributed');
  return new Map([
    ...[...shares].map(([holder, units]) => [`payable:holder:${holder}:${code}`, units] as const),
    ...[...held].map(([id, units]) => [`holding:unattributed:${id.replace('\t', ':')}:${code}`, units] as const),
  ]);
}

function largestRemainder(exact: ReadonlyMap<string, bigint>): Map<string, bigint> {
  const total = [...exact.values()].reduce((sum, one) => sum + one, 0n);
  return scaledTo(total / LINE_PER_UNIT, exact);
}

/** Splits whole units by weight: floors first, then one more for the largest remainders, ties by id. */
function scaledTo(units: bigint, weights: ReadonlyMap<string, bigint>): Map<string, bigint> {
  const total = [...weights.values()].reduce((sum, one) => sum + one, 0n);
  if (total === 0n) return new Map([...weights.keys()].map((id) => [id, 0n]));
  const parts = [...weights].map(([id, weight]) => ({
    id,
    units: (units * weight) / total,
    left: (units * weight) % total,
  }));
  let missing = units - parts.reduce((sum, part) => sum + part.units, 0n);
  const ranked = parts.toSorted((one, other) =>
    one.left === other.left ? (one.id < other.id ? -1 : 1) : one.left > other.left ? -1 : 1,
  );
  return new Map(
    ranked.map((part) => {
      const extra = missing > 0n ? 1n : 0n;
      missing -= extra;
      return [part.id, part.units + extra];
    }),
  );
}

function halfEven(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor - (dividend % divisor < 0n ? 1n : 0n);
  const twice = (dividend - quotient * divisor) * 2n;
  if (twice === divisor) return quotient % 2n === 0n ? quotient : quotient + 1n;
  return twice > divisor ? quotient + 1n : quotient;
}

function windowOf(periodId: string) {
  const [countryId = '', year, month] = periodId.split('_');
  const periodStartMs = Date.UTC(Number(year), Number(month) - 1, 1);
  const periodEndMs = Date.UTC(Number(year), Number(month), 1);
  return { countryId, periodStartMs, periodEndMs, cutoffAtMs: periodEndMs + GRACE_MS };
}

function modelPlay({ record, playedAtMs }: SentArrival): ModelPlay {
  return {
    playId: record.play_id,
    userId: record.user_id,
    trackId: record.track_id,
    playedAtMs,
    durationSeconds: record.duration_played_s,
    contextType: record.context_type,
  };
}

/** The terms of artist-centric months that ship. */
export function shippedArtistTerms(): MonthFacts['terms'] {
  return marketTermsOf('US' as Country).artistCentric;
}
