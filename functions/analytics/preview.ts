import type { CountryPeriod } from '#kernel/market/country-period';
import type { Currency } from '#kernel/money/currency';
import { truncate } from '#kernel/money/rounding';
import { formatUnits, type Units } from '#kernel/money/units';
import { type Instant, millisecondsOf } from '#kernel/time/clock';

/** A country-period that is frozen, as far as it tells how one like it ends. */
export interface FrozenMonth {
  readonly periodId: string;
  /** Its sealed plays of thirty seconds and more that had arrived when it was as old as the open period is now. */
  readonly arrivedByAge: bigint;
  /** What was counted in the end: without late plays, without flagged ones. */
  readonly qualifiedPlays: bigint;
  /** What the market's share of its collected revenue came to, before carry and adjustments. */
  readonly sharedRevenue: Units;
}

export interface PreviewInputs {
  readonly period: CountryPeriod;
  readonly asOf: Instant;
  readonly currency: Currency;
  /** Plays of thirty seconds and more that have arrived. */
  readonly playsSoFar: bigint;
  /** Shared part of the revenue that was recorded for the period; `undefined` while nobody has said. */
  readonly sharedRevenue: Units | undefined;
  /** Frozen months of the country in the same currency, newest first. */
  readonly history: readonly FrozenMonth[];
}

export interface Interval<Value> {
  readonly estimate: Value;
  readonly low: Value;
  readonly high: Value;
}

/** An estimate of an open period; nothing of it is a fact, and nothing is paid by it. */
export interface Preview {
  readonly pool: (Interval<Units> & { readonly basis: 'recorded_revenue' | 'revenue_history' }) | undefined;
  readonly qualifiedPlays: (Interval<bigint> & { readonly basis: 'arrival_history' | 'elapsed_time' }) | undefined;
  /** Pool ÷ plays, each end from the ends that make it, truncated to ten decimals (R14). */
  readonly rate: Interval<string> | undefined;
  /** Why there is no rate, a full sentence. */
  readonly reason: string | undefined;
}

/** Fewer months than these say too little of how far one differs from another. */
const MONTHS_MIN = 2;

/**
 * Estimates an open period's rate from how its country's frozen months stood at the same age (docs/preview.md). The interval spans
 * what each of them would have made of it, so it is as wide as they differ.
 */
export function estimatePreview(inputs: PreviewInputs): Preview {
  const pool = estimatePool(inputs);
  const qualifiedPlays = estimatePlays(inputs);
  const reason = missing(inputs, pool, qualifiedPlays);
  if (pool === undefined || qualifiedPlays === undefined || reason !== undefined)
    return { pool, qualifiedPlays, rate: undefined, reason };
  const rate = {
    estimate: formatUnits(truncate(pool.estimate, qualifiedPlays.estimate)),
    low: formatUnits(truncate(pool.low, qualifiedPlays.high)),
    high: formatUnits(truncate(pool.high, qualifiedPlays.low)),
  };
  return { pool, qualifiedPlays, rate, reason: undefined };
}

function estimatePool({ sharedRevenue, history }: PreviewInputs): Preview['pool'] {
  if (sharedRevenue !== undefined)
    return { estimate: sharedRevenue, low: sharedRevenue, high: sharedRevenue, basis: 'recorded_revenue' };
  const known = history.map((month) => month.sharedRevenue);
  const [newest] = known;
  return newest === undefined ? undefined : { ...spanOf(newest, known), basis: 'revenue_history' };
}

/** Plays so far, times what each month still made of as many: its qualified plays over those it had at this age. */
function estimatePlays({ period, asOf, playsSoFar, history }: PreviewInputs): Preview['qualifiedPlays'] {
  if (playsSoFar === 0n) return undefined;
  const months = history.filter(({ arrivedByAge, qualifiedPlays }) => arrivedByAge > 0n && qualifiedPlays > 0n);
  const ends = months.map(({ arrivedByAge, qualifiedPlays }) => scaled(playsSoFar, qualifiedPlays, arrivedByAge));
  const byTime = playsByElapsedTime({ period, asOf, playsSoFar });
  if (months.length === 0)
    return byTime === undefined ? undefined : { ...spanOf(byTime, [playsSoFar, byTime]), basis: 'elapsed_time' };
  const arrived = months.reduce((sum, month) => sum + month.arrivedByAge, 0n);
  const qualified = months.reduce((sum, month) => sum + month.qualifiedPlays, 0n);
  const others = months.length < MONTHS_MIN && byTime !== undefined ? [byTime] : [];
  return { ...spanOf(scaled(playsSoFar, qualified, arrived), [...ends, ...others]), basis: 'arrival_history' };
}

/** As if the rest of the month went on as its elapsed part did. */
function playsByElapsedTime({
  period,
  asOf,
  playsSoFar,
}: Pick<PreviewInputs, 'period' | 'asOf' | 'playsSoFar'>): bigint | undefined {
  const [start, end] = [millisecondsOf(period.periodStart), millisecondsOf(period.periodEnd)];
  const elapsed = Math.min(millisecondsOf(asOf), end) - start;
  return elapsed <= 0 ? undefined : scaled(playsSoFar, BigInt(end - start), BigInt(elapsed));
}

/** At least one play, since a rate divides by it. */
function scaled(plays: bigint, factor: bigint, divisor: bigint): bigint {
  const product = truncate(plays * factor, divisor);
  return product < 1n ? 1n : product;
}

function spanOf(estimate: bigint, values: readonly bigint[]): Interval<bigint> {
  const all = [estimate, ...values];
  return {
    estimate,
    low: all.reduce((least, value) => (value < least ? value : least)),
    high: all.reduce((most, value) => (value > most ? value : most)),
  };
}

function missing(
  { period, playsSoFar }: PreviewInputs,
  pool: Preview['pool'],
  qualifiedPlays: Preview['qualifiedPlays'],
): string | undefined {
  const { periodId, country } = period;
  if (playsSoFar === 0n || qualifiedPlays === undefined)
    return `${periodId} has no play of thirty seconds yet; a rate needs one`;
  if (pool === undefined)
    return `${periodId} has no revenue and ${country} no frozen month to estimate it from; drop revenue/ for it`;
  return pool.low <= 0n
    ? `The pool of ${periodId} may be nothing or less; such a pool is carried, not divided`
    : undefined;
}
