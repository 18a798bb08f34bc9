import type { Ledger } from '#ledger/ports';
import { noticeOf } from '#payouts/notice';
import { type PaymentRecord, runIdOf, stateOf } from '#payouts/payment';
import { nextChange } from '#payouts/payment-move';
import type { PayoutBell } from '#payouts/ports';
import { reservationId, settlementId } from '#payouts/postings';
import type {
  AmountDiffers,
  FoundPayment,
  RejectPaymentOutcome,
  RejectPaymentRequest,
  ReturnPaymentOutcome,
  ReturnPaymentRequest,
  SettlePaymentOutcome,
  SettlePaymentRequest,
} from '#payouts/settlement-outcomes';
import type { RunPorts } from '#payouts/steps/change-run';
import { postSettlement, SettlementNotPosted } from '#payouts/steps/post-settlement';
import { taxEntryOf } from '#payouts/tax-entry';

export interface SettlePaymentPorts extends RunPorts {
  readonly ledger: Pick<Ledger, 'postReserved' | 'endReservation' | 'reverse' | 'transaction'>;
  readonly bell: PayoutBell;
}

const ACTOR = { subject: 'settlement' };

/**
 * A bank's line says that a payment was made: its reservation is posted, whole, in one transaction. The same line again finds it settled;
 * a line that came before the payment was marked as sent settles it as soon as its file is written.
 */
export async function settlePayment(
  ports: SettlePaymentPorts,
  request: SettlePaymentRequest,
): Promise<SettlePaymentOutcome> {
  const record = await recordOf(ports, request.endToEndId);
  if (record === undefined) return { kind: 'unknown' };
  const { paymentId, runId } = record.payment;
  const state = stateOf(record);
  const settled = record.states.find((change) => change.state === 'settled');
  if (settled !== undefined) return { kind: 'already-settled', paymentId, statementRef: settled.reference ?? '' };
  if (state === 'planned' || (state === 'reserved' && !(await isWritten(ports, runId))))
    return { kind: 'not-instructed-yet', paymentId, state };
  if (state !== 'reserved' && state !== 'instructed') return { kind: 'not-possible', paymentId, state };
  const differs = amountDiffers(record, request);
  if (differs !== undefined) return differs;
  const { bookedAt, bank, statementRef: reference } = request;
  await ports.register.appendStates([await postSettlement(ports, record, { bookedAt, bank, reference })]);
  return { kind: 'settled', paymentId, runId, transactionId: settlementId(record.payment) };
}

/** A rail refuses a payment: its reservation ends, so the money is payable again, and the holder is told. No other payment is touched. */
export async function rejectPayment(
  ports: SettlePaymentPorts,
  { endToEndId, reason, reference }: RejectPaymentRequest,
): Promise<RejectPaymentOutcome> {
  const record = await recordOf(ports, endToEndId);
  if (record === undefined) return { kind: 'unknown' };
  const { paymentId, runId } = record.payment;
  const state = stateOf(record);
  if (state === 'rejected') {
    await tell(ports, record, 'payment-rejected', reason);
    return { kind: 'already-rejected', paymentId };
  }
  if (state !== 'instructed' && !(state === 'reserved' && (await isWritten(ports, runId))))
    return { kind: 'not-possible', paymentId, state };
  const outcome = await ports.ledger.endReservation(reservationId(record.payment), {
    as: 'failed',
    actor: ACTOR,
    reason,
  });
  if (outcome.kind === 'refused')
    throw new SettlementNotPosted(
      `${paymentId} was refused by its rail, but its reservation stands: ${outcome.reason}`,
    );
  const at = ports.clock.now();
  await ports.register.appendStates([
    {
      payment: record.payment,
      change: nextChange(record, { state: 'rejected', at, reason, reference }),
      notice: noticeOf(record.payment, { kind: 'payment-rejected', reason, at }),
    },
  ]);
  await tell(ports, record, 'payment-rejected', reason);
  return { kind: 'rejected', paymentId, runId };
}

/**
 * Money came back: exactly the legs of this payment are reversed, exchange and tax as well, so all of it is payable again. A later run pays it
 * under a new id; the period that earned it stays PAID (R33).
 */
export async function returnPayment(
  ports: SettlePaymentPorts,
  request: ReturnPaymentRequest,
): Promise<ReturnPaymentOutcome> {
  const record = await recordOf(ports, request.endToEndId);
  if (record === undefined) return { kind: 'unknown' };
  const { payment } = record;
  const { paymentId, runId } = payment;
  const state = stateOf(record);
  const returned = record.states.find((change) => change.state === 'returned');
  if (returned !== undefined) {
    await tell(ports, record, 'payment-returned', returned.reason ?? request.reason);
    return { kind: 'already-returned', paymentId, statementRef: returned.reference ?? '' };
  }
  if (state === 'planned' || state === 'reserved' || state === 'instructed')
    return { kind: 'not-settled-yet', paymentId, state };
  if (state !== 'settled') return { kind: 'not-possible', paymentId, state };
  const differs = amountDiffers(record, request);
  if (differs !== undefined) return differs;
  const { bookedAt, reason, statementRef: reference } = request;
  const id = settlementId(payment);
  const reversal = { id, effectiveAt: bookedAt, correlationId: runId, actor: ACTOR, note: `Returned: ${reason}` };
  const outcome = await ports.ledger.reverse(reversal);
  if (outcome.kind === 'refused' || outcome.kind === 'bound-exceeded' || outcome.kind === 'validated')
    throw new SettlementNotPosted(
      `${paymentId} came back, but was not reversed: ${outcome.kind === 'refused' ? outcome.reason : outcome.kind}`,
    );
  const paidAt = (await ports.ledger.transaction(id))?.effectiveAt ?? bookedAt;
  const at = ports.clock.now();
  await ports.register.appendStates([
    {
      payment,
      change: nextChange(record, { state: 'returned', at, reason, reference }),
      tax: taxEntryOf(payment, { bookedAt: outcome.transaction.effectiveAt, paidAt, kind: 'return' }),
      notice: noticeOf(payment, { kind: 'payment-returned', reason, at }),
    },
  ]);
  await tell(ports, record, 'payment-returned', reason);
  return { kind: 'returned', paymentId, runId, transactionId: outcome.transaction.id };
}

/** What is known of an end-to-end id. */
export async function findPayment(
  ports: Pick<RunPorts, 'register'>,
  endToEndId: string,
): Promise<FoundPayment | undefined> {
  const record = await recordOf(ports, endToEndId);
  if (record === undefined) return undefined;
  const { paymentId, runId, holderId, netUnits: units, currency } = record.payment;
  return { paymentId, runId, holderId, units, currency, state: stateOf(record) };
}

async function recordOf(
  { register }: Pick<RunPorts, 'register'>,
  endToEndId: string,
): Promise<PaymentRecord | undefined> {
  const runId = runIdOf(endToEndId);
  return runId === undefined ? undefined : register.findPayment(runId, endToEndId);
}

async function isWritten({ register }: RunPorts, runId: string): Promise<boolean> {
  return ((await register.findRun(runId))?.files.length ?? 0) > 0;
}

function amountDiffers(
  { payment }: PaymentRecord,
  { units, currency }: Pick<SettlePaymentRequest, 'units' | 'currency'>,
): AmountDiffers | undefined {
  if (units === payment.netUnits && currency === payment.currency) return undefined;
  return {
    kind: 'amount-differs',
    paymentId: payment.paymentId,
    expected: payment.netUnits,
    currency: payment.currency,
  };
}

/** Rung after the state stands, and again by a repetition: a lost event is made good, a doubled one says the same. */
async function tell(
  { bell }: SettlePaymentPorts,
  { payment }: PaymentRecord,
  kind: 'payment-rejected' | 'payment-returned',
  reason: string,
): Promise<void> {
  await bell.ring({
    type: kind === 'payment-returned' ? 'Payment Returned' : 'Payment Rejected',
    detail: { payment_id: payment.paymentId, payout_run_id: payment.runId, holder_id: payment.holderId, reason },
  });
}
