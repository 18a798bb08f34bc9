import { compareDecimals, differenceOf } from '#console/money/decimal.ts';

interface Paid {
  readonly holder_id: string;
  readonly currency: string;
  /** The balance that it is paid out of; one holder may be paid out of several. */
  readonly source_currency: string;
  readonly amount: string;
  readonly destination: string | null;
}

/** What an approver would ask about one payee. */
export interface PayeeDifference {
  readonly holderId: string;
  readonly currency: string;
  readonly sourceCurrency: string;
  readonly before: string | undefined;
  readonly now: string;
  readonly change: string;
  /** The money goes elsewhere than last time. */
  readonly isElsewhere: boolean;
}

/**
 * The payees of a run against the run before, those first whose money goes elsewhere, then by how much their amount
 * changed, whichever way. `undefined` before: they were not paid then.
 */
export function runDifferences(now: readonly Paid[], before: readonly Paid[]): PayeeDifference[] {
  const earlier = new Map(before.map((payment) => [balanceOf(payment), payment]));
  return now
    .map((payment): PayeeDifference => {
      const then = earlier.get(balanceOf(payment));
      return {
        holderId: payment.holder_id,
        currency: payment.currency,
        sourceCurrency: payment.source_currency,
        before: then?.amount,
        now: payment.amount,
        change: differenceOf(payment.amount, then?.amount ?? '0'),
        isElsewhere: then !== undefined && then.destination !== payment.destination,
      };
    })
    .toSorted(
      (left, right) =>
        Number(right.isElsewhere) - Number(left.isElsewhere) ||
        compareDecimals(sizeOf(right.change), sizeOf(left.change)) ||
        left.holderId.localeCompare(right.holderId),
    );
}

const balanceOf = (payment: Paid): string => `${payment.holder_id} ${payment.source_currency} ${payment.currency}`;

const sizeOf = (change: string): string => change.replace('-', '');
