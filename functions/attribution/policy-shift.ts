import { z } from 'zod';
import type { CompletedSimulation } from '#attribution/api';
import { assertThat } from '#kernel/errors';
import { DISTRIBUTION_POLICIES, type DistributionPolicy } from '#kernel/market/distribution-policy';
import { powerOfTen } from '#kernel/money/power-of-ten';
import { divideHalfEven } from '#kernel/money/rounding';
import { formatUnits, LEDGER_SCALE, parseUnits, type Units } from '#kernel/money/units';

const shiftSchema = z.strictObject({
  period_id: z.string(),
  policy: z.enum(DISTRIBUTION_POLICIES),
  compared_with: z.enum(DISTRIBUTION_POLICIES),
  currency: z.string(),
  pool: z.string(),
  moved: z.string(),
  moved_share: z.string(),
  gaining_holders: z.int(),
  losing_holders: z.int(),
});

/** What of a frozen pool another policy would give to somebody else: a simulation in one amount. */
export type PolicyShift = z.output<typeof shiftSchema>;

/**
 * Everything that a policy takes from one and gives to another, holders, what nobody claims and the residual. Both policies share the same
 * pool, so what some lose is to the unit what others gain; asserts it.
 */
export function movedOf({
  holders,
  unattributed,
  residual,
  pool,
}: Pick<CompletedSimulation, 'holders' | 'unattributed' | 'residual' | 'pool'>) {
  const deltas = [...holders, unattributed, residual].map(({ delta }) => unitsOf(delta));
  const sum = (some: readonly Units[]) => some.reduce((total, delta) => total + delta, 0n);
  const [gained, lost] = [sum(deltas.filter((delta) => delta > 0n)), sum(deltas.filter((delta) => delta < 0n))];
  assertThat(gained === -lost, `Of one pool ${formatUnits(gained)} are gained and ${formatUnits(-lost)} lost`);
  const whole = unitsOf(pool);
  const share = whole > 0n ? divideHalfEven(gained * powerOfTen(LEDGER_SCALE), whole) : 0n;
  return { moved: formatUnits(gained), moved_share: formatUnits(share) };
}

/** The one amount of a simulation. */
export function shiftOf({
  period_id,
  policy,
  compared_with,
  currency,
  pool,
  long_tail,
  ...rest
}: CompletedSimulation): PolicyShift {
  const { gaining_holders, losing_holders } = long_tail;
  const { moved, moved_share } = rest;
  return { period_id, policy, compared_with, currency, pool, moved, moved_share, gaining_holders, losing_holders };
}

/** Reads what was kept of `shiftOf`. */
export function parseShift(text: string): PolicyShift {
  return shiftSchema.parse(JSON.parse(text));
}

/** Where the shift to a policy stands in the lake; a frozen period has one, whoever simulated it. */
export function shiftKey(periodId: string, policy: DistributionPolicy): string {
  return `recomputations/period_id=${periodId}/policy-shift-${policy}.json`;
}

/** What a period is compared with unless somebody says: its money by subscriber, or, where it is that already, by play. */
export function otherPolicy(own: DistributionPolicy): DistributionPolicy {
  return own === 'user_centric' ? 'pro_rata' : 'user_centric';
}

function unitsOf(text: string): Units {
  const units = parseUnits(text);
  assertThat(units !== undefined, `${text} is no amount of a simulation`);
  return units;
}
