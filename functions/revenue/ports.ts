import type { Currency } from '#kernel/money/currency';
import type { Instant } from '#kernel/time/clock';

/** One immutable version of what a country collected in a month: a Parquet file of every row (R21). */
export interface RevenueVersion {
  /** `CC_YYYY_MM`. */
  readonly periodId: string;
  /** 1, 2, 3, … within the period; numbers of versions that never came into force are skipped. */
  readonly version: number;
  readonly currency: Currency;
  /** The sum of all rows as a decimal string at ledger scale; it may be negative where refunds outweigh. */
  readonly total: string;
  /** Key in the lake bucket, `revenue/period_id=<id>/version=<n>/revenue.parquet`. */
  readonly key: string;
  readonly rows: number;
  /** SHA-256 of the file, hex. */
  readonly sha256: string;
  readonly dropId: string;
  readonly createdAt: Instant;
}

/**
 * Collected revenue as the close reads it. The pointer in force is the item `REVENUE#<period_id>`/`HEAD` of the control table with
 * its number in `version`, so that a freeze can hold on to it in its own conditional write. A version's file has the columns
 * `country, period, user_id` (empty: no subscriber), `currency` (varchar) and `amount` decimal(38,10).
 */
export interface RevenueBook {
  /** The version in force, or `undefined` while nobody has said what the period collected. */
  current(periodId: string): Promise<RevenueVersion | undefined>;
  /** A former version by number, so that a period can be attributed again as it was. */
  find(periodId: string, version: number): Promise<RevenueVersion | undefined>;
}
