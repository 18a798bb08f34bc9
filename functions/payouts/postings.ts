import { assertThat } from '#kernel/errors';
import type { Units } from '#kernel/money/units';
import type { Instant } from '#kernel/time/clock';
import {
  type AccountId,
  bankAccount,
  clearingAccount,
  exchangeAccount,
  payableAccount,
  taxAccount,
} from '#ledger/account';
import type { Posting, TransactionDraft } from '#ledger/journal-transaction';
import type { ReserveRequest } from '#ledger/ports';
import type { Payment } from '#payouts/payment';
import { payerCountry } from '#payouts/payout-terms';
import type { PayoutRun } from '#payouts/run';

const ACTOR = { subject: 'payout-run' };

/** The id of the reservation behind a payment (R28). */
export function reservationId({ paymentId }: Pick<Payment, 'paymentId'>): string {
  return `payout.${paymentId}.reservation`;
}

/** The id of the journal transaction that settles a payment. */
export function settlementId({ paymentId }: Pick<Payment, 'paymentId'>): string {
  return `payout.${paymentId}.settlement`;
}

/** To set aside what a payment takes, until it is settled, refused, or nobody goes on with its run. */
export function reserveRequest(payment: Payment, run: Pick<PayoutRun, 'createdAt' | 'reservedUntil'>): ReserveRequest {
  return {
    id: reservationId(payment),
    account: payment.account,
    units: payment.sourceUnits,
    effectiveAt: run.createdAt,
    expiresAt: run.reservedUntil,
    ...originOf(payment),
  };
}

/**
 * One of a run's clearing accounts in the currency; each is zero after every payment (R30). Sixteen for a run, by the payment's last
 * digit: they settle side by side, and one account's next sequence would let them pass one at a time.
 */
export function payoutClearing({
  runId,
  paymentId,
  currency,
}: Pick<Payment, 'runId' | 'paymentId' | 'currency'>): AccountId {
  return clearingAccount({ process: 'payout', id: `${runId}-${paymentId.slice(-1)}`, currency });
}

/**
 * A settled payment, whole, as one transaction: the exchange where there is one (R26), the tax to its authority's account, and the net over
 * the run's clearing to the bank, or to the holder who receives an internal payment.
 */
export function settlementDraft(
  payment: Payment,
  { bookedAt, bank }: { readonly bookedAt: Instant; readonly bank?: AccountId | undefined },
): TransactionDraft {
  const { currency, holderId, netUnits, tax } = payment;
  const payable = payableAccount({ holderId, currency });
  const clearing = payoutClearing(payment);
  const to = receivingAccount(payment) ?? bank ?? bankAccount(currency);
  const taxed = tax === undefined ? 0n : tax.units;
  assertThat(netUnits > 0n && taxed >= 0n, `${payment.paymentId} pays ${netUnits} and withholds ${taxed} units`);
  assertThat(
    netUnits + taxed <= payment.convertedUnits,
    `${payment.paymentId} pays and withholds more than the ${payment.convertedUnits} units it has`,
  );
  return {
    id: settlementId(payment),
    kind: 'payout',
    effectiveAt: bookedAt,
    postings: [
      ...exchanged(payment, payable),
      ...moved(payable, taxAccount({ country: payerCountry, currency }), taxed, payment),
      ...moved(payable, clearing, netUnits, payment),
      ...moved(clearing, to, netUnits, payment),
    ],
    ...exchangeDetail(payment),
    ...originOf(payment),
  };
}

/** The payable account that an internal payment ends on. */
function receivingAccount({ rail, destination, currency }: Payment): AccountId | undefined {
  if (rail !== 'internal') return undefined;
  assertThat(destination.account !== undefined, 'An internal destination names the holder who receives');
  return payableAccount({ holderId: destination.account, currency });
}

function exchanged(payment: Payment, payable: AccountId): readonly Posting[] {
  const { account, sourceCurrency, sourceUnits, convertedUnits, currency } = payment;
  if (payment.exchange === undefined) {
    assertThat(sourceCurrency === currency, `${payment.paymentId} turns ${sourceCurrency} into ${currency} at no rate`);
    return [];
  }
  return [
    { debit: account, credit: exchangeAccount(sourceCurrency), units: sourceUnits, currency: sourceCurrency },
    ...moved(exchangeAccount(currency), payable, convertedUnits, payment),
  ];
}

/** The rate of the exchange and where it came from, on the transaction itself (R26). */
function exchangeDetail({ exchange, sourceCurrency, currency }: Payment): Pick<TransactionDraft, 'exchange'> {
  return exchange === undefined ? {} : { exchange: { from: sourceCurrency, to: currency, ...exchange } };
}

function moved(debit: AccountId, credit: AccountId, units: Units, { currency }: Payment): readonly Posting[] {
  return units === 0n ? [] : [{ debit, credit, units, currency }];
}

function originOf({ runId, paymentId }: Payment) {
  return {
    source: { type: 'payout', id: paymentId },
    correlationId: runId,
    actor: ACTOR,
    note: `Payment ${paymentId}`,
  };
}
