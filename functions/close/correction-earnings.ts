import { type Earnings, type EarningTotals, earningsOf } from '#close/earnings';

/** What corrections of a period come to exactly, by kind; both at or above zero. */
export interface CorrectionTotals {
  /** What late plays of frozen periods earn. */
  readonly late: EarningTotals;
  /** What was paid for plays that were flagged later, and is taken back. */
  readonly recovered: EarningTotals;
}

/** The same in ledger units. Late and recovered are sets of their own: each comes to whole units, as its plays' rates do (R16). */
export interface CorrectionEarnings {
  readonly late: Earnings;
  readonly recovered: Earnings;
}

export function correctionEarningsOf({ late, recovered }: CorrectionTotals): CorrectionEarnings {
  return { late: earningsOf(late), recovered: earningsOf(recovered) };
}
