import type { Adjustment } from '#close/adjustment';

/** Adjustments of frozen periods; each is written once, approved once and taken once. */
export interface AdjustmentRegister {
  find(periodId: string, adjustmentId: string): Promise<Adjustment | undefined>;
  /** Every adjustment of a country's periods. */
  ofCountry(country: string): Promise<readonly Adjustment[]>;
  create(adjustment: Adjustment): Promise<'created' | 'exists'>;
  /** Stores the approval unless one stands. */
  approve(adjustment: Adjustment): Promise<'approved' | 'stale'>;
}
