import type { Adjustment } from '#close/adjustment';
import type { AdjustmentRegister } from '#close/adjustment-ports';
import { storedUnits } from '#close/amount';
import type { PeriodRegister } from '#close/ports';
import { periodNotFound } from '#close/steps/approve-period';
import { type Problem, problem } from '#kernel/api/problem';
import { RoyaltyError } from '#kernel/errors';
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

/** Others kept charging back of the same period; asking again later is safe. */
export class AdjustmentsContended extends RoyaltyError {
  override readonly name = 'AdjustmentsContended';
}

const RACES_MAX = 20;

/**
 * Records what was charged back of a frozen period's revenue, for a second person to approve (R29). Repeating it answers the first. Refused
 * before the freeze, where a new version of the revenue is the way (R21), and beyond what was collected: whoever races for
 * what is left of it looks again at a smaller rest.
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
  for (let race = 0; race < RACES_MAX; race += 1) {
    const known = (await adjustments.ofCountry(period.country)).filter((one) => one.periodId === periodId);
    const charged = sumUnits(known.map(({ amount }) => storedUnits(amount)));
    const left = storedUnits(pool.collectedRevenue) - charged;
    if (units > left)
      return problem(
        422,
        'more-than-collected',
        `${periodId} collected ${pool.collectedRevenue} ${pool.currency}, of which ${formatUnits(left)} is not charged back yet.`,
      );
    const prepared: Adjustment = { ...request, amount: formatUnits(units), preparedAt: clock.now() };
    if ((await adjustments.create(prepared, formatUnits(charged))) === 'stale') continue;
    return (await adjustments.find(periodId, adjustmentId)) ?? prepared;
  }
  throw new AdjustmentsContended(`${periodId} was charged back ${RACES_MAX} times meanwhile; ask again`);
}
