import type { Actor, DrawKind } from '#ledger/journal-transaction';
import type { ReservationOutcome } from '#ledger/ports';
import { endDraft, standingOf } from '#ledger/reservation';
import { type LedgerAccess, LedgerBusy } from '#ledger/steps/ledger-access';
import { postTransaction } from '#ledger/steps/post-transaction';

/** How a reservation ends without money moving, in whose name and why. */
export interface ReservationEnd {
  readonly as: Exclude<DrawKind, 'posted' | 'drawn'>;
  readonly actor: Actor;
  readonly reason: string;
}

const LOOKS_MAX = 50;

/**
 * Gives back what a reservation still sets aside. Ending it again as it ended answers the same; ending it otherwise is refused.
 * An expiry counts from the time that the reservation named, everything else from now.
 */
export async function endReservation(
  access: LedgerAccess,
  id: string,
  { as, actor, reason }: ReservationEnd,
): Promise<ReservationOutcome> {
  for (let look = 1; look <= LOOKS_MAX; look += 1) {
    const reservation = await access.store.transaction(id);
    if (reservation === undefined) return { kind: 'refused', reason: `${id} was never reserved; nothing to end` };
    const standing = standingOf(reservation);
    if (standing === undefined) return { kind: 'refused', reason: `${id} is no reservation; nothing to end` };
    if (standing.state === as) return { kind: 'done', transaction: reservation };
    const now = access.clock.now();
    const effectiveAt = as === 'expired' ? (reservation.expiresAt ?? now) : now;
    const { account, remaining } = standing;
    // One that has ended has nothing left to give back; what it ended as is the answer.
    if (remaining === 0n) return { kind: 'refused', reason: `${id} is ${standing.state} already; it cannot be ${as}` };
    const { correlationId } = reservation;
    const end = { as, account, remaining, effectiveAt, actor, note: reason, correlationId };
    const outcome = await postTransaction(access, endDraft(reservation, end));
    if (outcome.kind === 'posted') continue;
    const states = await access.store.states(id);
    if (states.length !== reservation.states.length) continue;
    return { kind: 'refused', reason: outcome.kind === 'refused' ? outcome.reason : `${id} cannot be ${as}` };
  }
  throw new LedgerBusy(`${id} moved during each of ${LOOKS_MAX} looks; end it again`);
}
