import type { Currency } from '#kernel/money/currency';
import type { Units } from '#kernel/money/units';

/** Why a run leaves a balance where it is. */
export const CARRY_REASONS = [
  'hold',
  'unknown-holder',
  'no-destination',
  'destination-not-verified',
  'destination-not-approved',
  'destination-cooling-off',
  'method-cannot-carry-currency',
  'no-exchange-rate',
  'below-threshold',
  'nothing-after-tax',
] as const;
export type CarryReason = (typeof CARRY_REASONS)[number];

/** A balance that a run saw and did not pay; it stays payable for the next. */
export interface CarriedBalance {
  readonly holderId: string;
  readonly currency: Currency;
  /** What is available, in ledger units. */
  readonly units: Units;
  readonly reason: CarryReason;
  /** One sentence: which, what, and what would be right. */
  readonly detail: string;
}
