import type { Currency } from '#kernel/money/currency';
import type { Units } from '#kernel/money/units';
import type { Instant } from '#kernel/time/clock';
import type { AccountId } from '#ledger/account';
import type { PaymentState } from '#payouts/payment';

/** A bank's line that says a payment was made. */
export interface SettlePaymentRequest {
  readonly endToEndId: string;
  readonly bookedAt: Instant;
  /** Ledger units, above zero. */
  readonly units: Units;
  readonly currency: Currency;
  /** The line, so that it can be found again. */
  readonly statementRef: string;
  /** Our account that the line is of; by default the currency's one bank account. */
  readonly bank?: AccountId;
}

/** A rail that refuses a payment before money moved: pain.002, or a NACHA return before settlement. */
export interface RejectPaymentRequest {
  readonly endToEndId: string;
  /** The rail's code and words, such as `AC01 account closed`. */
  readonly reason: string;
  readonly reference: string;
}

/** Money that came back after it was paid. */
export interface ReturnPaymentRequest extends SettlePaymentRequest {
  readonly reason: string;
}

/** Answers that every message about a payment may get. */
export type PaymentNotTouched =
  /** No payment of ours has this id. */
  | { readonly kind: 'unknown' }
  /** The payment is in a state in which this cannot happen; `state` says which. Nothing changed. */
  | { readonly kind: 'not-possible'; readonly paymentId: string; readonly state: PaymentState };

export type AmountDiffers = {
  readonly kind: 'amount-differs';
  readonly paymentId: string;
  readonly expected: Units;
  readonly currency: Currency;
};

export type SettlePaymentOutcome =
  | { readonly kind: 'settled'; readonly paymentId: string; readonly runId: string; readonly transactionId: string }
  /** A line settled it before; `statementRef` says which. The same line again is this, too. */
  | { readonly kind: 'already-settled'; readonly paymentId: string; readonly statementRef: string }
  /** Its file is not written yet, so no bank can know of it: keep the line open and ask again. */
  | { readonly kind: 'not-instructed-yet'; readonly paymentId: string; readonly state: PaymentState }
  | AmountDiffers
  | PaymentNotTouched;

export type RejectPaymentOutcome =
  | { readonly kind: 'rejected'; readonly paymentId: string; readonly runId: string }
  | { readonly kind: 'already-rejected'; readonly paymentId: string }
  | PaymentNotTouched;

export type ReturnPaymentOutcome =
  | { readonly kind: 'returned'; readonly paymentId: string; readonly runId: string; readonly transactionId: string }
  | { readonly kind: 'already-returned'; readonly paymentId: string; readonly statementRef: string }
  /** It was never settled, so nothing can come back: a refusal is `rejectPayment`. */
  | { readonly kind: 'not-settled-yet'; readonly paymentId: string; readonly state: PaymentState }
  | AmountDiffers
  | PaymentNotTouched;

/** What settlement knows of payments; the composition root puts the steps behind it. */
export interface PaymentSettlements {
  settle(request: SettlePaymentRequest): Promise<SettlePaymentOutcome>;
  reject(request: RejectPaymentRequest): Promise<RejectPaymentOutcome>;
  return(request: ReturnPaymentRequest): Promise<ReturnPaymentOutcome>;
  /** What is known of an end-to-end id, `undefined` for one that is none of ours. */
  find(endToEndId: string): Promise<FoundPayment | undefined>;
  /** Sees whether runs are complete; to be called once for the runs that a statement or an answer touched. */
  conclude(runIds: readonly string[]): Promise<void>;
}

export interface FoundPayment {
  readonly paymentId: string;
  readonly runId: string;
  readonly holderId: string;
  readonly units: Units;
  readonly currency: Currency;
  readonly state: PaymentState;
}
