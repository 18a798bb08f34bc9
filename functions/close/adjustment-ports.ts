import type { Adjustment } from '#close/adjustment';

/** Adjustments of frozen periods; each is written once, approved once and taken once. */
export interface AdjustmentRegister {
  find(periodId: string, adjustmentId: string): Promise<Adjustment | undefined>;
  /** Every adjustment of a country's periods. */
  ofCountry(country: string): Promise<readonly Adjustment[]>;
  /**
   * Stores an adjustment if all that is said to be charged back of its period until now, `before` at ledger scale, is still all: who
   * looked at the same sum as another is `stale`, and looks again.
   */
  create(adjustment: Adjustment, before: string): Promise<'created' | 'exists' | 'stale'>;
  /** Stores the approval unless one stands. */
  approve(adjustment: Adjustment): Promise<'approved' | 'stale'>;
}
