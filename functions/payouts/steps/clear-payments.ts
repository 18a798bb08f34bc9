import type { DestinationBook, HolderDirectory } from '#holders/ports';
import { RoyaltyError } from '#kernel/errors';
import { instantOf, millisecondsOf } from '#kernel/time/clock';
import type { Ledger } from '#ledger/ports';
import { eligibleDestination } from '#payouts/eligibility';
import { type PaymentRecord, stateOf } from '#payouts/payment';
import { nextChange } from '#payouts/payment-move';
import type { HoldBook, PaymentMove } from '#payouts/ports';
import { reservationId } from '#payouts/postings';
import { isApproved, isExpired, type PayoutRun } from '#payouts/run';
import { changeRun, type RunPorts, requireRun } from '#payouts/steps/change-run';
import { severalAtOnce } from '#payouts/steps/several-at-once';

export interface ClearPaymentsPorts extends RunPorts {
  readonly directory: Pick<HolderDirectory, 'getHolders'>;
  readonly destinations: Pick<DestinationBook, 'getDestinations'>;
  readonly holds: HoldBook;
  readonly ledger: Pick<Ledger, 'endReservation'>;
  readonly coolingOffDays: number;
}

/** The ledger does not give a reservation back that nobody instructed: a person has to look. */
export class ReservationNotVoided extends RoyaltyError {
  override readonly name = 'ReservationNotVoided';
}

export interface ClearAnswer {
  readonly outcome: 'more' | 'cleared' | 'expired' | 'unapproved';
  readonly nextAfter?: string;
}

/** Reservations that end by time within this are not instructed any more. */
const MARGIN_MILLISECONDS = 86_400_000;

/**
 * Looks once more, a page at a time, at whoever an approved run is about to pay. Who is on hold meanwhile, or whose destination changed since
 * it was reserved, is taken out: their reservation is voided and says why; everybody else is paid. It looks at the stored approvals: waking
 * the execution proves nothing.
 */
export async function clearPayments(
  ports: ClearPaymentsPorts,
  { runId, after, limit }: { readonly runId: string; readonly after?: string | undefined; readonly limit: number },
): Promise<ClearAnswer> {
  const run = await requireRun(ports.register, runId);
  if (isOutOfTime(ports, run)) {
    await changeRun(ports, {
      runId,
      change: ({ state }) => (state === 'awaiting_approval' || state === 'approved' ? { state: 'expired' } : undefined),
      event: { step: 'Expired', note: 'Nobody approved it in time; its reservations are voided' },
    });
    // An approval that came between the look and the write was in time after all: look again.
    const standing = await requireRun(ports.register, runId);
    if (standing.state === 'expired') return { outcome: 'expired' };
  }
  if (!isApproved(run) || run.state === 'awaiting_approval') return { outcome: 'unapproved' };
  // Once files stand, who is in them is settled.
  if (run.state !== 'approved' || run.files.length > 0) return { outcome: 'cleared' };
  const page = await ports.register.payments(runId, { limit, after });
  const reserved = page.items.filter((record) => stateOf(record) === 'reserved');
  await ports.register.appendStates(await takenOut(ports, reserved));
  return page.nextAfter === undefined ? { outcome: 'cleared' } : { outcome: 'more', nextAfter: page.nextAfter };
}

function isOutOfTime({ clock }: ClearPaymentsPorts, run: PayoutRun): boolean {
  const now = clock.now();
  const lastCall = instantOf(millisecondsOf(run.reservedUntil) - MARGIN_MILLISECONDS);
  return isExpired(run, now) || (run.state === 'approved' && run.files.length === 0 && lastCall <= now);
}

async function takenOut(ports: ClearPaymentsPorts, records: readonly PaymentRecord[]): Promise<readonly PaymentMove[]> {
  const ids = records.map(({ payment }) => payment.holderId);
  const [holders, destinations, holds] = await Promise.all([
    ports.directory.getHolders(ids),
    ports.destinations.getDestinations(ids),
    ports.holds.holdsOn(ids),
  ]);
  const moves = await severalAtOnce(records, async (record): Promise<PaymentMove | undefined> => {
    const { payment } = record;
    const { holderId, currency } = payment;
    const holder = holders.get(holderId);
    if (holder === undefined) return undefined;
    const destination = destinations.get(holderId);
    const payee = { holder, currency, destination, hold: holds.get(holderId) };
    const standing = eligibleDestination(payee, { now: ports.clock.now(), coolingOffDays: ports.coolingOffDays });
    const reason =
      'reason' in standing
        ? standing.detail
        : standing.digest === payment.destinationDigest
          ? undefined
          : `The destination of ${holderId} changed after it was reserved`;
    return reason === undefined ? undefined : voided(ports, record, { state: 'taken_out', reason });
  });
  return moves.filter((move) => move !== undefined);
}

/** Gives a payment's reservation back and says so. Safe to repeat. */
export async function voided(
  { ledger, clock }: Pick<ClearPaymentsPorts, 'ledger' | 'clock'>,
  record: PaymentRecord,
  { state, reason }: { readonly state: 'taken_out' | 'voided'; readonly reason: string },
): Promise<PaymentMove | undefined> {
  const { payment } = record;
  const actor = { subject: 'payout-run' };
  const outcome = await ledger.endReservation(reservationId(payment), { as: 'voided', actor, reason });
  if (outcome.kind === 'done') return { payment, change: nextChange(record, { state, at: clock.now(), reason }) };
  // Time may have been faster than we were; the money is payable again either way.
  if (/ expired /.test(outcome.reason))
    return { payment, change: nextChange(record, { state: 'voided', at: clock.now(), reason: outcome.reason }) };
  throw new ReservationNotVoided(`${payment.paymentId}: ${outcome.reason}`);
}
