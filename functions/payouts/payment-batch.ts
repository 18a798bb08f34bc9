import type { Currency } from '#kernel/money/currency';
import type { Units } from '#kernel/money/units';
import type { Instant } from '#kernel/time/clock';

/** The ways by which payments leave; `internal` moves money on the ledger alone. */
export const RAILS = ['sepa', 'international', 'ach', 'csv', 'paypal', 'internal'] as const;

export type Rail = (typeof RAILS)[number];

/** Everything of one run that leaves by one rail in one currency: what one file says. */
export interface PaymentBatch {
  readonly batchId: string;
  readonly runId: string;
  readonly rail: Rail;
  readonly currency: Currency;
  readonly createdAt: Instant;
  /** The day on which the bank is asked to pay, `YYYY-MM-DD`. */
  readonly executionDate: string;
  readonly debtor: Debtor;
  /** By payment id; never empty. */
  readonly payments: readonly PaymentInstruction[];
}

/** Who pays: the platform's own account at its bank. */
export interface Debtor {
  readonly name: string;
  readonly iban?: string;
  readonly bic?: string;
  readonly account?: string;
  readonly routing?: string;
  /** What the bank calls the platform in NACHA files. */
  readonly companyId?: string;
}

/** One payment of a batch. */
export interface PaymentInstruction {
  readonly paymentId: string;
  /** At most 35 characters of the SWIFT set; a bank statement brings it back. */
  readonly endToEndId: string;
  readonly holderId: string;
  readonly name: string;
  /** ISO 3166 alpha-2, where the holder lives. */
  readonly country: string;
  /** Ledger units, whole minor units of the batch's currency, above zero (R17). */
  readonly units: Units;
  readonly destination: PaymentDestination;
  readonly remittanceText: string;
}

/** Where a payment goes. Which fields are there depends on `method`. */
export interface PaymentDestination {
  readonly method: Rail;
  readonly iban?: string;
  readonly bic?: string;
  readonly account?: string;
  readonly routing?: string;
  readonly email?: string;
}

/** A batch as its rail takes it. */
export interface RenderedBatch {
  readonly fileName: string;
  readonly mediaType: string;
  readonly body: string;
}

/** Writes a batch in the format of its rail: pure, so the same batch gives the same bytes. */
export type BatchRenderer = (batch: PaymentBatch) => RenderedBatch;
