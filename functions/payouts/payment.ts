import type { DestinationContent } from '#holders/destination';
import { sha256Hex } from '#kernel/digest';
import type { Currency } from '#kernel/money/currency';
import type { Units } from '#kernel/money/units';
import type { Instant } from '#kernel/time/clock';
import type { AccountId } from '#ledger/account';
import type { Rail } from '#payouts/payment-batch';
import type { TaxReport } from '#payouts/withholding';

/** What was exchanged for a payment (R26, R34). */
export interface PaymentExchange {
  /** Units of the payout currency for one of the balance's. */
  readonly rate: string;
  readonly rateDate: string;
  readonly rateSource: string;
}

/** The tax that is kept back, with what a return says of it. */
export interface PaymentTax {
  readonly rule: string;
  readonly rate: string;
  readonly units: Units;
  readonly report: TaxReport;
  readonly form?: string;
  /** Where the payee is resident for tax. */
  readonly country: string;
}

/** One payment as it was planned and reserved; it never changes, its states are appended. */
export interface Payment {
  /** Also the end-to-end id: what a bank's statement brings back. */
  readonly paymentId: string;
  readonly runId: string;
  readonly holderId: string;
  readonly name: string;
  readonly country: string;
  readonly rail: Rail;
  /** The payout currency. */
  readonly currency: Currency;
  /** The balance that it is paid from, and what is reserved of it. */
  readonly account: AccountId;
  readonly sourceCurrency: Currency;
  readonly sourceUnits: Units;
  readonly exchange?: PaymentExchange;
  /** What the source is in the payout currency. */
  readonly convertedUnits: Units;
  readonly tax?: PaymentTax;
  /** What arrives: whole minor units (R17). Converted − tax − net is never negative and stays payable. */
  readonly netUnits: Units;
  readonly destination: DestinationContent;
  readonly destinationDigest: string;
}

/** Where a payment can stand; it begins `planned` without a state of its own. */
export const PAYMENT_STATES = [
  'planned',
  'reserved',
  'refused',
  'taken_out',
  'voided',
  'instructed',
  'settled',
  'rejected',
  'returned',
] as const;
export type PaymentState = (typeof PAYMENT_STATES)[number];

/** One appended state. */
export interface PaymentStateChange {
  readonly ordinal: number;
  readonly state: Exclude<PaymentState, 'planned'>;
  readonly at: Instant;
  readonly reason?: string;
  /** What said so: a batch, a line of a statement, a rail's answer. */
  readonly reference?: string;
}

export interface PaymentRecord {
  readonly payment: Payment;
  readonly states: readonly PaymentStateChange[];
}

export function stateOf({ states }: Pick<PaymentRecord, 'states'>): PaymentState {
  return states.at(-1)?.state ?? 'planned';
}

/** Whether a run needs to wait for nothing more of the payment. */
export function isFinal(state: PaymentState): boolean {
  return state !== 'planned' && state !== 'reserved' && state !== 'instructed';
}

/** Whether the payment is part of what its run pays. */
export function isPaid(state: PaymentState): boolean {
  return state === 'reserved' || state === 'instructed' || state === 'settled' || state === 'returned';
}

const PAYMENT_ID = /^(R[0-9A-F]{12})P[0-9A-F]{16}$/;

/** A payment's id follows from its run and the balance it takes: planning again finds it. 30 characters of the SWIFT set. */
export function paymentIdOf({ runId, account }: Pick<Payment, 'runId' | 'account'>): string {
  return `${runId}P${sha256Hex(`${runId}\n${account}`).slice(0, 16).toUpperCase()}`;
}

/** The run that an end-to-end id belongs to, or `undefined` for an id that is none of ours. */
export function runIdOf(paymentId: string): string | undefined {
  return PAYMENT_ID.exec(paymentId)?.[1];
}

/** A run's id follows from the request that asked for it. */
export function runIdFor(intentId: string): string {
  return `R${sha256Hex(`payout-run\n${intentId}`).slice(0, 12).toUpperCase()}`;
}
