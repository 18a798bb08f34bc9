import type { Money } from '#kernel/money/units';
import type { BankDay } from '#settlement/bank-day';

/**
 * `accepted` moves no money: only the bank's statement says that it moved. `correction`: the account's data have changed,
 * and the payment itself stands.
 */
export type AnswerKind = 'accepted' | 'pending' | 'rejected' | 'returned' | 'correction';

/** What a rail says about a payment, a batch or a whole file of ours. */
export interface RailAnswer {
  readonly kind: AnswerKind;
  /** A batch's answer holds for its payments without one of their own, and so does a file's for its batches. */
  readonly scope: 'payment' | 'batch' | 'file';
  readonly sourceLine: number;
  readonly messageId?: string;
  readonly paymentInformationId?: string;
  readonly endToEndId?: string;
  readonly instructionId?: string;
  /** NACHA's number of our entry. */
  readonly traceNumber?: string;
  /** The rail's code: `AC04`, `R03`, `C01`. */
  readonly reason?: string;
  readonly text?: string;
  /** What a notification of change gives as right. */
  readonly corrected?: string;
  readonly amount?: Money;
  readonly on?: BankDay;
}

/** Everything that one file answers. */
export interface RailAnswers {
  readonly format: 'pain.002' | 'nacha';
  /** The rail's own name of the message. */
  readonly answerId: string;
  readonly answers: readonly RailAnswer[];
}

/** Answers that one file may hold; larger ones are refused rather than held in memory. */
export const ANSWERS_MAX = 200_000;
