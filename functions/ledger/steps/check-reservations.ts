import { type Instant, instantOf, millisecondsOf } from '#kernel/time/clock';
import { type AuditChecks, type AuditFinding, singleCheck } from '#ledger/audit-check';
import type { ReservationIndex } from '#ledger/reservation-index';
import { daysToExpire } from '#ledger/steps/expire-reservations';
import { inGroups } from '#ledger/steps/in-groups';
import type { LedgerStore } from '#ledger/store';

export const RESERVATION_CHECK = 'reservations-expire';

/** Two hourly runs may pass before a reservation that is over is found fault with. */
const PATIENCE_MILLISECONDS = 2 * 3_600_000;

/** Finds reservations that are over and still set money aside, although nobody was instructed. */
export function reservationChecks(store: LedgerStore, index: ReservationIndex): AuditChecks {
  return singleCheck(RESERVATION_CHECK, async (cut): Promise<readonly AuditFinding[]> => {
    const through = instantOf(millisecondsOf(cut) - PATIENCE_MILLISECONDS);
    const days = await daysToExpire(index, through);
    const due = (await inGroups(days, (day) => index.expiring({ day, through }))).flat();
    const found = await inGroups(due, async ({ reservationId, expiresAt }) => {
      const state = (await store.states(reservationId)).at(-1)?.state;
      return state === 'reserved' ? [findingOf(reservationId, expiresAt)] : [];
    });
    return found.flat();
  });
}

function findingOf(id: string, expiresAt: Instant): AuditFinding {
  const message = `${id} was over at ${expiresAt} and still sets money aside; ExpireReservations should have ended it`;
  return { message, transactions: [id] };
}
