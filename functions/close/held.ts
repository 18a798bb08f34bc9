import type { ReleaseTotal } from '#attribution/release-totals';
import { type EarningTotals, earningsOf, LINE_SCALE } from '#close/earnings';
import { assertThat } from '#kernel/errors';
import { allocate } from '#kernel/money/allocate';
import { type Decimal, formatDecimal, parseDecimal, rescale } from '#kernel/money/decimal';
import type { Units } from '#kernel/money/units';

/** What the lines of one release sum to, as the lake has it. */
export interface ReleasedTotals {
  readonly bridgeVersion: number;
  readonly totals: readonly ReleaseTotal[];
}

/** What one release moves of a track's held money under a rights type, in ledger units. */
export interface HeldRelease {
  readonly bridgeVersion: number;
  /** Holders with at least one unit. */
  readonly holders: readonly { readonly holderId: string; readonly units: Units }[];
}

/** What a period put into holding for a (track, type), what releases moved of it, and what is left (R10); ledger units. */
export interface Held {
  readonly trackId: string;
  readonly rightsType: string;
  readonly heldUnits: Units;
  readonly releases: readonly HeldRelease[];
  readonly stillHeldUnits: Units;
}

/** The participant that stands for what a release leaves in holding; no holder's id begins with `~`. */
const STILL_HELD = '~still-held';

/**
 * What became of everything that a period put into holding, release by release (R10): the units that are still held are divided by
 * largest remainder over the holders' exact lines and the exact lines that nobody claims yet. So the last claim takes the last
 * unit, and no release takes more than is there. `totals` are the sets that the period posted, each rounded by itself: its own plays'
 * and late plays' (R29). Asserts that no release has more lines than were unclaimed.
 */
export function heldOf(totals: readonly EarningTotals[], releases: readonly ReleasedTotals[]): readonly Held[] {
  const claims = unclaimedOf(totals);
  const byKey = releases.map(({ bridgeVersion, totals: lines }) => ({ bridgeVersion, groups: grouped(lines) }));
  for (const { bridgeVersion, groups } of byKey)
    for (const key of groups.keys())
      assertThat(claims.has(key), `Release ${bridgeVersion} pays ${key.replace('\t', ', ')}, of which nothing is held`);
  return [...claims].map(([key, { trackId, rightsType, ...held }]) => {
    let left: Left = held;
    const moved: HeldRelease[] = [];
    for (const { bridgeVersion, groups } of byKey) {
      const lines = groups.get(key);
      if (lines === undefined) continue;
      const step = released(left, lines, `${trackId}, ${rightsType}, release ${bridgeVersion}`);
      moved.push({ bridgeVersion, holders: step.holders });
      left = step.left;
    }
    return { trackId, rightsType, heldUnits: held.units, releases: moved, stillHeldUnits: left.units };
  });
}

interface Left {
  readonly units: Units;
  /** Exact lines that nobody claims, in 10⁻²⁰. */
  readonly digits: bigint;
}

/** By (track, type), what was posted to holding and the exact lines behind it, in the order in which the sets name them. */
function unclaimedOf(totals: readonly EarningTotals[]) {
  const claims = new Map<string, Left & { readonly trackId: string; readonly rightsType: string }>();
  for (const set of totals) {
    const posted = new Map(earningsOf(set).unattributed.map(({ units, ...of }) => [keyOf(of), units]));
    for (const { trackId, rightsType, amount } of set.unattributed) {
      const key = keyOf({ trackId, rightsType });
      const { units, digits } = claims.get(key) ?? { units: 0n, digits: 0n };
      const sum = { units: units + (posted.get(key) ?? 0n), digits: digits + digitsOf(amount) };
      claims.set(key, { trackId, rightsType, ...sum });
    }
  }
  return claims;
}

function released(left: Left, lines: readonly ReleaseTotal[], what: string) {
  const participants = lines.map(({ holderId, amount }) => ({ id: holderId, weight: digitsOf(exact(amount)) }));
  const unclaimed = participants.reduce((rest, { weight }) => rest - weight, left.digits);
  assertThat(
    unclaimed >= 0n,
    `${what}: its lines are ${formatDecimal({ digits: -unclaimed, scale: LINE_SCALE })} more than is unclaimed`,
  );
  const set = [...participants, { id: STILL_HELD, weight: unclaimed }];
  const allotted = allocate({ amount: left.units, participants: set });
  return {
    holders: allotted
      .slice(0, -1)
      .flatMap(({ id, amount }) => (amount === 0n ? [] : [{ holderId: id, units: amount }])),
    left: { units: allotted.at(-1)?.amount ?? 0n, digits: unclaimed },
  };
}

function grouped(lines: readonly ReleaseTotal[]): ReadonlyMap<string, readonly ReleaseTotal[]> {
  const groups = new Map<string, ReleaseTotal[]>();
  for (const line of lines) {
    const group = groups.get(keyOf(line));
    if (group === undefined) groups.set(keyOf(line), [line]);
    else group.push(line);
  }
  return groups;
}

const keyOf = ({ trackId, rightsType }: { readonly trackId: string; readonly rightsType: string }) =>
  `${trackId}\t${rightsType}`;

function exact(text: string): Decimal {
  const decimal = parseDecimal(text);
  assertThat(decimal !== undefined, `${text} is no decimal; totals carry 20 decimals`);
  return decimal;
}

function digitsOf(amount: Decimal): bigint {
  const scaled = rescale(amount, LINE_SCALE);
  assertThat(scaled !== undefined, `${formatDecimal(amount)} has more than ${LINE_SCALE} decimals; no total has`);
  return scaled.digits;
}
