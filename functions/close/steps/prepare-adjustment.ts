import type { Adjustment } from '#close/adjustment';
import type { AdjustmentRegister } from '#close/adjustment-ports';
import { storedUnits } from '#close/amount';
import type { PeriodRegister } from '#close/ports';
import { periodNotFound } from '#close/steps/approve-period';
import { type Problem, problem } from '#kernel/api/problem';
import { formatUnits, parseUnits, sumUnits } from '#kernel/money/units';
import type { Clock } from '#kernel/time/clock';

export interface PrepareAdjustmentPorts {
  readonly register: Pick<PeriodRegister, 'find'>;
  readonly adjustments: AdjustmentRegister;
  readonly clock: Clock;
}

export type AdjustmentRequest = Pick<
  Adjustment,
  'adjustmentId' | 'periodId' | 'kind' | 'amount' | 'currency' | 'reason' | 'preparedBy'
>;

/**
 * Records what was charged back of a frozen period's revenue, for a second person to approve (R29). Repeating it answers the first. Refused
 * before the freeze, where a new version of the revenue is the way (R21), and beyond what was collected.
 */
export async function prepareAdjustment(
  { register, adjustments, clock }: PrepareAdjustmentPorts,
  request: AdjustmentRequest,
): Promise<Adjustment | Problem> {
  const { periodId, adjustmentId } = request;
  const before = await adjustments.find(periodId, adjustmentId);
  if (before !== undefined) return before;
  const period = await register.find(periodId);
  if (period === undefined) return periodNotFound(periodId);
  const pool = period.freeze?.pool;
  if (pool === undefined)
    return problem(
      409,
      'period-not-frozen',
      `${periodId} is ${period.state}; until the freeze its revenue is dropped anew (R21).`,
    );
  const units = parseUnits(request.amount);
  if (units === undefined || units <= 0n)
    return problem(422, 'amount-wrong', `${request.amount} was not charged back; an amount above zero would be.`);
  if (request.currency !== pool.currency)
    return problem(422, 'currency-differs', `${periodId} was collected in ${pool.currency}, not ${request.currency}.`);
  const known = (await adjustments.ofCountry(period.country)).filter((one) => one.periodId === periodId);
  const left = storedUnits(pool.collectedRevenue) - sumUnits(known.map(({ amount }) => storedUnits(amount)));
  if (units > left)
    return problem(
      422,
      'more-than-collected',
      `${periodId} collected ${pool.collectedRevenue} ${pool.currency}, of which ${formatUnits(left)} is not charged back yet.`,
    );
  const prepared: Adjustment = { ...request, amount: formatUnits(units), preparedAt: clock.now() };
  await adjustments.create(prepared);
  return (await adjustments.find(periodId, adjustmentId)) ?? prepared;
}
