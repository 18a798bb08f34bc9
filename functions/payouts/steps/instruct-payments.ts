import { RoyaltyError } from '#kernel/errors';
import type { Ledger } from '#ledger/ports';
import { batchIdOf } from '#payouts/batches';
import { type PaymentRecord, stateOf } from '#payouts/payment';
import { nextChange } from '#payouts/payment-move';
import type { PaymentMove } from '#payouts/ports';
import { reservationId } from '#payouts/postings';
import type { PayoutRun } from '#payouts/run';
import { type RunPorts, requireRun } from '#payouts/steps/change-run';
import { postSettlement } from '#payouts/steps/post-settlement';
import { severalAtOnce } from '#payouts/steps/several-at-once';

export interface InstructPaymentsPorts extends RunPorts {
  readonly ledger: Pick<Ledger, 'instruct' | 'postReserved'>;
}

/** A file says to pay what the ledger does not hold reserved any more; it was not submitted, and a person has to look. */
export class PaymentNotInstructed extends RoyaltyError {
  override readonly name = 'PaymentNotInstructed';
}

/**
 * Marks, a page at a time, what the written files say: each reservation is instructed, with file and checksum as its reason, and no time
 * ends it any more. Internal payments are settled at once. A payment that a bank's line settled before is left as it is.
 */
export async function instructPayments(
  ports: InstructPaymentsPorts,
  { runId, after, limit }: { readonly runId: string; readonly after?: string | undefined; readonly limit: number },
): Promise<{ readonly nextAfter?: string }> {
  const run = await requireRun(ports.register, runId);
  if (run.state !== 'approved') return {};
  const page = await ports.register.payments(runId, { limit, after });
  const reserved = page.items.filter((record) => stateOf(record) === 'reserved');
  const moves = await severalAtOnce(reserved, (record) =>
    record.payment.rail === 'internal' ? settleInternally(ports, record) : instruct(ports, run, record),
  );
  await ports.register.appendStates(moves.filter((move) => move !== undefined));
  return page.nextAfter === undefined ? {} : { nextAfter: page.nextAfter };
}

async function instruct(
  { ledger, clock }: InstructPaymentsPorts,
  run: PayoutRun,
  record: PaymentRecord,
): Promise<PaymentMove | undefined> {
  const { payment } = record;
  const batchId = batchIdOf(payment);
  const file = run.files.find((candidate) => candidate.batchId === batchId);
  if (file === undefined) throw new PaymentNotInstructed(`${payment.paymentId} is in no file of ${run.runId}`);
  const reason = `File ${file.name}, sha256 ${file.checksum}`;
  const outcome = await ledger.instruct(reservationId(payment), { actor: { subject: 'payout-run' }, reason });
  if (outcome.kind === 'refused') {
    if (/ is posted/.test(outcome.reason)) return undefined;
    throw new PaymentNotInstructed(`${payment.paymentId}: ${outcome.reason}`);
  }
  const at = clock.now();
  return { payment, change: nextChange(record, { state: 'instructed', at, reason, reference: batchId }) };
}

async function settleInternally(ports: InstructPaymentsPorts, record: PaymentRecord): Promise<PaymentMove> {
  const bookedAt = ports.clock.now();
  return postSettlement(ports, record, { bookedAt, reference: `internal:${record.payment.runId}` });
}
