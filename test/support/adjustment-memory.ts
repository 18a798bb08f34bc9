import type { Adjustment } from '#close/adjustment';
import type { AdjustmentRegister } from '#close/adjustment-ports';
import { storedUnits } from '#close/amount';
import type { Period } from '#close/period';
import { formatUnits, sumUnits } from '#kernel/money/units';

/** Adjustments in memory, with the conditions of the DynamoDB register; `take` is what a freeze does in its own write. */
export function memoryAdjustments() {
  const items = new Map<string, Adjustment>();
  const keyOf = ({ periodId, adjustmentId }: Pick<Adjustment, 'periodId' | 'adjustmentId'>) =>
    `${periodId}#${adjustmentId}`;
  const adjustments: AdjustmentRegister = {
    find: async (periodId, adjustmentId) => items.get(keyOf({ periodId, adjustmentId })),
    ofCountry: async (country) => [...items.values()].filter(({ periodId }) => periodId.startsWith(country)),
    async create(adjustment, before) {
      if (items.has(keyOf(adjustment))) return 'exists';
      const known = [...items.values()].filter(({ periodId }) => periodId === adjustment.periodId);
      if (formatUnits(sumUnits(known.map(({ amount }) => storedUnits(amount)))) !== before) return 'stale';
      items.set(keyOf(adjustment), adjustment);
      return 'created';
    },
    async approve(adjustment) {
      const standing = items.get(keyOf(adjustment));
      if (standing === undefined || standing.approvedBy !== undefined) return 'stale';
      items.set(keyOf(adjustment), adjustment);
      return 'approved';
    },
  };
  /** All of a frozen period's chargebacks, or none of them. */
  function take({ periodId, freeze }: Period): boolean {
    const keys = (freeze?.pool.chargebacks ?? []).map(({ sourcePeriodId, adjustmentId }) =>
      keyOf({ periodId: sourcePeriodId, adjustmentId }),
    );
    const standing = keys.flatMap((key) => items.get(key) ?? []);
    const isTakable = standing.every(({ approvedBy, takenBy }) => approvedBy !== undefined && takenBy === undefined);
    if (standing.length !== keys.length || !isTakable) return false;
    for (const one of standing) items.set(keyOf(one), { ...one, takenBy: periodId });
    return true;
  }
  return { adjustments, take };
}
