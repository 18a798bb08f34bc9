import { storedUnits } from '#close/amount';
import type { Period, PoolChargeback } from '#close/period';
import { sharedPart } from '#close/pool';
import type { Currency } from '#kernel/money/currency';
import type { Decimal } from '#kernel/money/decimal';
import { formatUnits, sumUnits, type Units } from '#kernel/money/units';
import type { Instant } from '#kernel/time/clock';
import { compareUtf8 } from '#kernel/utf8-order';

/** Money that was collected for a frozen period and is gone again; said by one person, approved by another (R29). */
export interface Adjustment {
  readonly adjustmentId: string;
  /** The frozen period whose revenue it was. */
  readonly periodId: string;
  readonly kind: 'chargeback';
  /** What was charged back of the collected revenue, above zero; ledger scale. */
  readonly amount: string;
  readonly currency: string;
  readonly reason: string;
  readonly preparedBy: string;
  readonly preparedAt: Instant;
  readonly approvedBy?: string | undefined;
  readonly approvedAt?: Instant | undefined;
  /** The period whose pool took it. */
  readonly takenBy?: string | undefined;
}

/** Chargebacks of one pool: the freeze marks each in its own write, and a write has an end; the rest waits for the next pool. */
const TAKEN_MAX = 20;

/**
 * What a period's pool takes: approved before its cutoff (R13), of an earlier period, in its currency, and not taken yet. Each lowers the
 * pool by its share of what was charged back, since no more of it was ever in a pool.
 */
export function chargebacksOf(
  adjustments: readonly Adjustment[],
  of: { readonly period: Period; readonly currency: Currency; readonly poolShare: Decimal },
): readonly PoolChargeback[] {
  const { period, currency, poolShare } = of;
  return adjustments
    .filter(
      ({ periodId, approvedAt, takenBy, currency: code }) =>
        periodId < period.periodId &&
        approvedAt !== undefined &&
        approvedAt < period.cutoffAt &&
        takenBy === undefined &&
        code === currency,
    )
    .toSorted((left, right) => compareUtf8(left.adjustmentId, right.adjustmentId))
    .slice(0, TAKEN_MAX)
    .map(({ adjustmentId, periodId, amount }) => ({
      adjustmentId,
      sourcePeriodId: periodId,
      amount: formatUnits(sharedPart(storedUnits(amount), poolShare, currency)),
    }));
}

/** What chargebacks lower a pool by, ledger units. */
export function chargedBack(chargebacks: readonly PoolChargeback[] = []): Units {
  return sumUnits(chargebacks.map(({ amount }) => storedUnits(amount)));
}
