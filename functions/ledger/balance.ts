import type { Currency } from '#kernel/money/currency';
import type { Units } from '#kernel/money/units';
import type { Instant } from '#kernel/time/clock';
import type { AccountId } from '#ledger/account';

/** What stands on an account, in ledger units on its normal side. */
export interface Balance {
  readonly account: AccountId;
  readonly currency: Currency;
  readonly posted: Units;
  readonly reserved: Units;
  /** Credits of transactions that are still incomplete: posted, but not available (R30). */
  readonly incomplete: Units;
  /** `posted − reserved − incomplete` (R32). */
  readonly available: Units;
  /** The two clocks that were asked (R31). */
  readonly asOf: Instant;
  readonly knownAt: Instant;
}
