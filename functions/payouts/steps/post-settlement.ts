import { RoyaltyError } from '#kernel/errors';
import type { Clock, Instant } from '#kernel/time/clock';
import type { AccountId } from '#ledger/account';
import type { Ledger } from '#ledger/ports';
import type { PaymentRecord } from '#payouts/payment';
import { nextChange } from '#payouts/payment-move';
import type { PaymentMove } from '#payouts/ports';
import { reservationId, settlementDraft } from '#payouts/postings';
import { taxEntryOf } from '#payouts/tax-entry';

/** The ledger did not post what a bank says it paid; a person has to look. */
export class SettlementNotPosted extends RoyaltyError {
  override readonly name = 'SettlementNotPosted';
}

/** Posts a payment out of its reservation, whole, and answers the state that then stands. Posting it again posts nothing (R28). */
export async function postSettlement(
  { ledger, clock }: { readonly ledger: Pick<Ledger, 'postReserved'>; readonly clock: Clock },
  record: PaymentRecord,
  of: { readonly bookedAt: Instant; readonly reference: string; readonly bank?: AccountId | undefined },
): Promise<PaymentMove> {
  const { payment } = record;
  const outcome = await ledger.postReserved(settlementDraft(payment, of), {
    reservationId: reservationId(payment),
    rest: 'release',
  });
  // A repetition after a crash may name another day; what was posted first stands, and its day is the day.
  const stands = outcome.kind === 'posted' || outcome.kind === 'already-posted' || outcome.kind === 'conflict';
  if (!stands) {
    const why = outcome.kind === 'refused' ? outcome.reason : outcome.kind;
    throw new SettlementNotPosted(`${payment.paymentId} is settled by ${of.reference} but not in the ledger: ${why}`);
  }
  const bookedAt = outcome.transaction.effectiveAt;
  return {
    payment,
    change: nextChange(record, { state: 'settled', at: clock.now(), reference: of.reference }),
    tax: taxEntryOf(payment, { bookedAt, paidAt: bookedAt, kind: 'payment' }),
  };
}
