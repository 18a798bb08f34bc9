import type { Currency } from '#kernel/money/currency';
import type { Decimal } from '#kernel/money/decimal';
import type { Units } from '#kernel/money/units';
import type { AccountId } from '#ledger/account';
import type { TransactionDraft } from '#ledger/journal-transaction';
import type { PostOutcome } from '#ledger/ports';

/** What may stand in for a pair's own rate of the day; nothing does unless it is said. */
export interface RatePolicy {
  /** Days that a rate may be older than the day asked for; 0: that day's alone. */
  readonly maxAgeDays: number;
  /** Whether one ÷ the rate of the opposite pair may be taken. */
  readonly isInverseAllowed: boolean;
  /** The currency over which two rates may be multiplied; none: only direct pairs. */
  readonly crossVia?: Currency;
}

/** A pair's own rate of that very day, or none. */
export const STRICT_RATES: RatePolicy = { maxAgeDays: 0, isInverseAllowed: false };

/** Which rate is asked for: units of `quote` for one of `base`, on a day `YYYY-MM-DD`. */
export interface RateQuestion {
  readonly base: Currency;
  readonly quote: Currency;
  readonly date: string;
  readonly policy: RatePolicy;
}

export type RateAnswer =
  | { readonly kind: 'rate'; readonly rate: Decimal; readonly date: string; readonly source: string }
  /** `reason` names the pair and the day, and what would be right. */
  | { readonly kind: 'rate-missing'; readonly reason: string };

/** Where daily rates are asked. */
export interface ExchangeRates {
  rateFor(question: RateQuestion): Promise<RateAnswer>;
}

/** To change money of one currency into another at the day's rate; `id` is derived from what for (R28). */
export interface ConvertRequest
  extends Pick<TransactionDraft, 'id' | 'effectiveAt' | 'source' | 'correlationId' | 'actor' | 'note'> {
  /** One pair of currencies for all; at most 20, since all are one write. */
  readonly legs: readonly { readonly from: AccountId; readonly to: AccountId; readonly units: Units }[];
  /** The day of the rate, `YYYY-MM-DD`. */
  readonly date: string;
  readonly policy: RatePolicy;
}

export type ConvertOutcome = PostOutcome | Extract<RateAnswer, { readonly kind: 'rate-missing' }>;

/** The exchange, as other contexts' steps know it: R34's first step is `convert` of a payable balance. */
export interface Exchange {
  /**
   * Posts the conversion, each leg half-even at ledger scale (R26). Repeating it answers the first result at the first rate,
   * whatever rates have come since.
   */
  convert(request: ConvertRequest): Promise<ConvertOutcome>;
  /** What an amount would be worth, without moving anything. */
  quote(question: RateQuestion & { readonly units: Units }): Promise<QuoteOutcome>;
}

export type QuoteOutcome =
  | (Extract<RateAnswer, { readonly kind: 'rate' }> & { readonly units: Units })
  | Extract<RateAnswer, { readonly kind: 'rate-missing' }>;
