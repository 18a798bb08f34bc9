import type { PolicyTerms } from '#attribution/sealed-inputs';
import type { DistributionPolicy } from '#kernel/market/distribution-policy';

/** A play as a close sees it; times in milliseconds since the epoch. */
export interface ModelPlay {
  readonly playId: string;
  readonly userId: string;
  readonly trackId: string;
  readonly playedAtMs: number;
  readonly durationSeconds: number;
  readonly contextType: string;
}

/** A share of the bridge, or a weight, in 10⁻⁵; half-open, without `toMs` for ever (R4). */
export interface Deal {
  readonly trackId: string;
  readonly rightsType: string;
  readonly holderId: string;
  readonly share: bigint;
  readonly fromMs: number;
  readonly toMs?: number | undefined;
}

export interface Weight {
  readonly country: string;
  readonly rightsType: string;
  readonly weight: bigint;
  readonly fromMs: number;
  readonly toMs?: number | undefined;
}

/** All that a month is attributed from. Amounts in ledger units. */
export interface MonthFacts {
  readonly country: string;
  readonly policy: DistributionPolicy;
  readonly terms: PolicyTerms['artistCentric'];
  readonly pool: bigint;
  readonly plays: readonly ModelPlay[];
  readonly flagged: ReadonlySet<string>;
  readonly deals: readonly Deal[];
  readonly weights: readonly Weight[];
  readonly revenue: readonly { readonly userId: string; readonly units: bigint }[];
  readonly artists: Readonly<Record<string, string>>;
}

/** One qualified play × what claims it; the payout in 10⁻²⁰. Without a holder it is nobody's (R10). */
export interface ModelLine {
  readonly play: ModelPlay;
  readonly rightsType: string;
  readonly holderId: string | undefined;
  readonly snapshotShare: bigint;
  readonly rate: bigint;
  readonly payout: bigint;
}

const ELIGIBLE_SECONDS = 30;
const SHARE_WHOLE = 100_000n;

export function qualifiedOf({ plays, flagged }: Pick<MonthFacts, 'plays' | 'flagged'>): readonly ModelPlay[] {
  return plays.filter((play) => play.durationSeconds >= ELIGIBLE_SECONDS && !flagged.has(play.playId));
}

export function fraudOf({ plays, flagged }: Pick<MonthFacts, 'plays' | 'flagged'>): readonly ModelPlay[] {
  return plays.filter((play) => play.durationSeconds >= ELIGIBLE_SECONDS && flagged.has(play.playId));
}

/** Every line of a month, by the words of R9, R14, R16, R20 and R20a alone: no query, no product code. */
export function linesOf(facts: MonthFacts, rates: ReadonlyMap<string, bigint> = ratesOf(facts)): readonly ModelLine[] {
  return qualifiedOf(facts).flatMap((play) => {
    const rate = rates.get(play.playId) ?? 0n;
    return weightsAt(facts, play.playedAtMs).flatMap(({ rightsType, weight }) => {
      const deals = facts.deals.filter(
        (deal) => deal.trackId === play.trackId && deal.rightsType === rightsType && isInForce(deal, play.playedAtMs),
      );
      const claims =
        deals.length > 0
          ? deals.map(({ holderId, share }) => ({ holderId, share }))
          : [{ holderId: undefined, share: SHARE_WHOLE }];
      return claims.map(({ holderId, share }) => {
        const snapshotShare = weight * share;
        return { play, rightsType, holderId, snapshotShare, rate, payout: rate * snapshotShare };
      });
    });
  });
}

/** The rate of each qualified play in ledger units. */
export function ratesOf(facts: MonthFacts): ReadonlyMap<string, bigint> {
  const plays = qualifiedOf(facts);
  const { policy, pool } = facts;
  if (plays.length === 0 || pool <= 0n) return new Map();
  const count = BigInt(plays.length);
  if (policy === 'pro_rata') return new Map(plays.map(({ playId }) => [playId, pool / count]));
  return policy === 'user_centric' ? userCentric(facts, plays) : artistCentric(facts, plays);
}

function userCentric({ pool, revenue }: MonthFacts, plays: readonly ModelPlay[]): ReadonlyMap<string, bigint> {
  const count = BigInt(plays.length);
  const collected = revenue.reduce((sum, { units }) => sum + units, 0n);
  const playsOf = (userId: string) => BigInt(plays.filter((play) => play.userId === userId).length);
  const paidBy = (userId: string) =>
    revenue.filter((row) => row.userId === userId).reduce((sum, { units }) => sum + units, 0n);
  const heard = new Set(plays.map(({ userId }) => userId).filter((userId) => paidBy(userId) > 0n));
  const followed = [...heard].reduce((sum, userId) => sum + paidBy(userId), 0n);
  if (collected <= 0n) return new Map(plays.map(({ playId }) => [playId, pool / count]));
  const spread = floorOf(pool * (collected - followed), collected * count);
  return new Map(
    plays.map(({ playId, userId }) => {
      const own = heard.has(userId) ? floorOf(pool * paidBy(userId), collected * playsOf(userId)) : 0n;
      return [playId, own + spread];
    }),
  );
}

function artistCentric(facts: MonthFacts, plays: readonly ModelPlay[]): ReadonlyMap<string, bigint> {
  const { pool, terms, artists } = facts;
  const hundredths = (boost: string) => BigInt(Math.round(Number(boost) * 100));
  const byUser = Map.groupBy(plays, ({ userId }) => userId);
  const byArtist = Map.groupBy(plays, ({ trackId }) => artists[trackId]);
  const isBoosted = (trackId: string) => {
    const artist = artists[trackId];
    const heard = artist === undefined ? [] : (byArtist.get(artist) ?? []);
    const listeners = new Set(heard.map(({ userId }) => userId)).size;
    return artist !== undefined && heard.length >= terms.artistPlaysMin && listeners >= terms.artistListenersMin;
  };
  const points = new Map(
    plays.map((play) => {
      const artist = isBoosted(play.trackId) ? hundredths(terms.artistBoost) : 100n;
      const active = terms.activeContexts.includes(play.contextType) ? hundredths(terms.activeBoost) : 100n;
      const heard = byUser.get(play.userId)?.length ?? 0;
      const cap = terms.playsCap;
      const scaled = heard > cap ? (artist * active * BigInt(cap)) / BigInt(heard) : artist * active;
      return [play.playId, scaled];
    }),
  );
  const total = [...points.values()].reduce((sum, one) => sum + one, 0n);
  const perPoint = (pool * 10n ** 8n) / (total > 0n ? total : 1n);
  return new Map([...points].map(([playId, one]) => [playId, (perPoint * one) / 10n ** 8n]));
}

function floorOf(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  return dividend % divisor < 0n ? quotient - 1n : quotient;
}

/** The country's whole set if it has one in force, else the set of `*` (R9). */
export function weightsAt({ country, weights }: Pick<MonthFacts, 'country' | 'weights'>, atMs: number) {
  const inForce = weights.filter((weight) => isInForce(weight, atMs));
  const own = inForce.filter((weight) => weight.country === country);
  return own.length > 0 ? own : inForce.filter((weight) => weight.country === '*');
}

function isInForce({ fromMs, toMs }: { readonly fromMs: number; readonly toMs?: number | undefined }, atMs: number) {
  return fromMs <= atMs && (toMs === undefined || atMs < toMs);
}
