import type { Currency } from '#kernel/money/currency';
import type { Units } from '#kernel/money/units';
import type { BankDay } from '#settlement/bank-day';

/**
 * `waiting`: not marked as sent yet. `settled`: the bank took the money. `rejected`: refused before it moved. `returned`: it came
 * back after it had moved.
 */
export type DeskPaymentState = 'waiting' | 'instructed' | 'settled' | 'rejected' | 'returned';

/** One of our payments, as far as a bank or a rail can speak of it. */
export interface DeskPayment {
  readonly paymentId: string;
  readonly endToEndId: string;
  /** The batch that a statement names as `PmtInfId` or `MsgId`. */
  readonly batchId: string;
  readonly name: string;
  readonly units: Units;
  readonly currency: Currency;
  readonly state: DeskPaymentState;
  /** On whose word it was settled; a second line that says the same is another payment, and not ours. */
  readonly settledBy?: string;
  readonly returnedBy?: string;
}

/** The word on which a payment moves: the line of a statement, or the answer of a rail. */
export interface PaymentWord {
  readonly paymentId: string;
  /** Names the line or the answer; the same word again changes nothing and is `done`. */
  readonly evidence: string;
  readonly on: BankDay;
}

/** Why a payment did not reach its holder. */
export interface Refusal extends PaymentWord {
  /** The rail's code, such as `AC04` or `R03`. */
  readonly reason: string;
  readonly text: string;
}

export type DeskOutcome = { readonly kind: 'done' } | { readonly kind: 'refused'; readonly reason: string };

/**
 * Payments, as settlement needs them; payouts stand behind it. Each call is safe to repeat: the same word gives the same answer,
 * and a word that contradicts what stands is refused with a reason, never an error.
 */
export interface PaymentDesk {
  /** By end-to-end id, or by what an ACH entry carries in its place; what is not ours is left out. */
  findByReference(references: readonly string[]): Promise<ReadonlyMap<string, DeskPayment>>;
  /** All payments of a batch; none when no batch of ours has that name. */
  findBatch(batchId: string): Promise<readonly DeskPayment[]>;
  /** Every payment that was sent and is not settled, for matching by amount and reference. */
  openPayments(currency: Currency): Promise<readonly DeskPayment[]>;
  /** The bank took the money; outcomes stand in the order of the words. */
  settle(words: readonly PaymentWord[]): Promise<readonly DeskOutcome[]>;
  /** The rail refused it before the money moved. */
  reject(refusals: readonly Refusal[]): Promise<readonly DeskOutcome[]>;
  /** The money came back; a payment that the statement has not shown yet counts as refused. */
  takeBack(refusals: readonly Refusal[]): Promise<readonly DeskOutcome[]>;
}
