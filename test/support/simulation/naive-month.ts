import type { ModelLine, ModelPlay, MonthFacts } from '#test/support/simulation/month-model';

/** An exact part of something; the divisor is above zero. */
interface Part {
  readonly dividend: bigint;
  readonly divisor: bigint;
}

const FLAG_FREE_SECONDS = 30;
const SHARE_DIGITS = 5;
const FOREVER = Number.POSITIVE_INFINITY;

/**
 * A month in the rulings' own words, one play after the other and with exact fractions that are cut only where a ruling says so:
 * a second opinion that shares nothing with the model that stands in for the lake but the shapes. Slow, and made to be read.
 */
export function naiveMonth(facts: MonthFacts) {
  const qualified: ModelPlay[] = [];
  const fraud: ModelPlay[] = [];
  for (const play of facts.plays) {
    if (play.durationSeconds < FLAG_FREE_SECONDS) continue;
    (facts.flagged.has(play.playId) ? fraud : qualified).push(play);
  }
  const rates = new Map<string, bigint>();
  const lines: ModelLine[] = [];
  // R18: without a qualified play, and without money, nothing is shared.
  if (facts.pool > 0n)
    for (const play of qualified) {
      const rate = rateOf(facts, qualified, play);
      rates.set(play.playId, rate);
      lines.push(
        ...claimsOn(facts, play).map((claim) => ({ ...claim, play, rate, payout: rate * claim.snapshotShare })),
      );
    }
  return { qualified, fraud, rates, lines };
}

function rateOf(facts: MonthFacts, qualified: readonly ModelPlay[], play: ModelPlay): bigint {
  switch (facts.policy) {
    // R14: the one division.
    case 'pro_rata':
      return floor(facts.pool, whole(qualified.length));
    case 'user_centric':
      return userCentricRate(facts, qualified, play);
    case 'artist_centric':
      return artistCentricRate(facts, qualified, play);
  }
}

/** R20: the play's part of its own subscriber's money, and its part of what no listening subscriber paid. */
function userCentricRate({ pool, revenue }: MonthFacts, qualified: readonly ModelPlay[], play: ModelPlay): bigint {
  const paid = new Map<string, bigint>();
  for (const { userId, units } of revenue) paid.set(userId, (paid.get(userId) ?? 0n) + units);
  const everything = total([...paid.values()]);
  if (everything <= 0n) return floor(pool, whole(qualified.length));
  let followed = 0n;
  for (const [userId, units] of paid)
    if (units > 0n && qualified.some((one) => one.userId === userId)) followed += units;
  const mine = paid.get(play.userId) ?? 0n;
  const ownPlays = qualified.filter(({ userId }) => userId === play.userId).length;
  const own = mine > 0n ? floor(pool, { dividend: mine, divisor: everything * BigInt(ownPlays) }) : 0n;
  const nobodys = { dividend: everything - followed, divisor: everything * BigInt(qualified.length) };
  return own + floor(pool, nobodys);
}

/** R20a: the worth of a point, cut at 14 decimals, times the play's points of 10⁻⁴. */
function artistCentricRate(facts: MonthFacts, qualified: readonly ModelPlay[], play: ModelPlay): bigint {
  const points = total(qualified.map((one) => pointsOf(facts, qualified, one)));
  const worth = (facts.pool * 10n ** 4n * 10n ** 4n) / points;
  return (worth * pointsOf(facts, qualified, play)) / 10n ** 8n;
}

function pointsOf({ terms, artists }: MonthFacts, qualified: readonly ModelPlay[], play: ModelPlay): bigint {
  const artist = artists[play.trackId];
  let heard = 0;
  const listeners = new Set<string>();
  let ownPlays = 0;
  for (const other of qualified) {
    if (other.userId === play.userId) ownPlays += 1;
    if (artist === undefined || artists[other.trackId] !== artist) continue;
    heard += 1;
    listeners.add(other.userId);
  }
  let points: Part = { dividend: 10n ** 4n, divisor: 1n };
  if (heard > 0 && heard >= terms.artistPlaysMin && listeners.size >= terms.artistListenersMin)
    points = times(points, partOf(terms.artistBoost));
  if (terms.activeContexts.includes(play.contextType)) points = times(points, partOf(terms.activeBoost));
  if (ownPlays > terms.playsCap)
    points = times(points, { dividend: BigInt(terms.playsCap), divisor: BigInt(ownPlays) });
  return points.dividend / points.divisor;
}

/** R9 and R10: every weight in force falls to the deals in force, or to nobody. Shares of 10⁻¹⁰. */
function claimsOn({ country, weights, deals }: MonthFacts, { trackId, playedAtMs }: ModelPlay) {
  const isOn = ({ fromMs, toMs = FOREVER }: { readonly fromMs: number; readonly toMs?: number | undefined }) =>
    playedAtMs >= fromMs && playedAtMs < toMs;
  const hasOwn = weights.some((weight) => weight.country === country && isOn(weight));
  const claims: Pick<ModelLine, 'rightsType' | 'holderId' | 'snapshotShare'>[] = [];
  for (const weight of weights) {
    if (weight.country !== (hasOwn ? country : '*') || !isOn(weight)) continue;
    const { rightsType } = weight;
    const before = claims.length;
    for (const deal of deals)
      if (deal.trackId === trackId && deal.rightsType === rightsType && isOn(deal))
        claims.push({ rightsType, holderId: deal.holderId, snapshotShare: weight.weight * deal.share });
    if (claims.length === before)
      claims.push({ rightsType, holderId: undefined, snapshotShare: weight.weight * 10n ** BigInt(SHARE_DIGITS) });
  }
  return claims;
}

const whole = (count: number): Part => ({ dividend: 1n, divisor: BigInt(count) });
const times = (one: Part, other: Part): Part => ({
  dividend: one.dividend * other.dividend,
  divisor: one.divisor * other.divisor,
});
const total = (numbers: readonly bigint[]) => numbers.reduce((sum, one) => sum + one, 0n);

/** The largest whole number of units that is not above that part of them. */
function floor(units: bigint, { dividend, divisor }: Part): bigint {
  const product = units * dividend;
  const rest = ((product % divisor) + divisor) % divisor;
  return (product - rest) / divisor;
}

/** `1.5` as 15/10. */
function partOf(decimal: string): Part {
  const [before = '', after = ''] = decimal.split('.');
  return { dividend: BigInt(before + after), divisor: 10n ** BigInt(after.length) };
}
