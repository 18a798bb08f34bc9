import type { StateChange } from '#ledger/journal-transaction';
import type { LedgerRelease, ReservationOutcome } from '#ledger/ports';
import { stampOf } from '#ledger/posting-plan';
import { isOver, standingOf } from '#ledger/reservation';
import { type LedgerAccess, persistently } from '#ledger/steps/ledger-access';

/**
 * Marks a reservation as instructed: somebody outside was told to move the money, so no time and no second thought gives it
 * back. The state carries the next ordinal, so of an instruction and an expiry that race exactly one happens.
 */
export function instructReservation(
  access: LedgerAccess,
  id: string,
  { actor, reason }: LedgerRelease,
): Promise<ReservationOutcome> {
  return persistently<ReservationOutcome>(access, async () => {
    const reservation = await access.store.transaction(id);
    const standing = reservation === undefined ? undefined : standingOf(reservation);
    if (reservation === undefined || standing === undefined)
      return { kind: 'refused', reason: `${id} is no reservation; nothing to instruct` };
    if (standing.state === 'instructed') return { kind: 'done', transaction: reservation };
    if (standing.state !== 'reserved')
      return { kind: 'refused', reason: `${id} is ${standing.state}; only what is reserved can be instructed` };
    const now = access.clock.now();
    if (isOver(reservation.expiresAt, now))
      return { kind: 'refused', reason: `${id} expired at ${reservation.expiresAt}; it is ${now}. Reserve anew` };

    const { states } = reservation;
    const recordedAt = stampOf(now, states);
    const change: StateChange = { ordinal: states.length + 1, state: 'instructed', actor, reason, recordedAt };
    const outcome = await access.store.append([{ kind: 'state', transactionId: id, change }]);
    if (outcome.kind === 'appended')
      return { kind: 'done', transaction: { ...reservation, states: [...states, change] } };
    return { kind: 'retry', reason: outcome.kind === 'busy' ? outcome.reason : 'a state was appended meanwhile' };
  });
}
