import { assertThat } from '#kernel/errors';
import { type Instant, instantOf, millisecondsOf } from '#kernel/time/clock';
import type { Expiry } from '#ledger/ledger-item';
import type { ReservationIndex } from '#ledger/reservation-index';
import { endReservation } from '#ledger/steps/end-reservation';
import { inGroups } from '#ledger/steps/in-groups';
import type { LedgerAccess } from '#ledger/steps/ledger-access';

const DAY_MILLISECONDS = 86_400_000;
/** A reservation still on its way to the ledger when its day ended is in the index by then. */
const SETTLED_AFTER_MILLISECONDS = 3_600_000;
/** Where the first run of all begins; every later one begins where the one before it was done. */
const FIRST_LOOK_DAYS = 400;

export interface Expired {
  readonly expired: number;
}

/**
 * Ends every reservation whose time has come and that was not instructed. A day is marked as done once nothing of it is left, so
 * a run costs what is due, however many days no run came. One that cannot be ended keeps its day open, fails the run with
 * its name, and holds up no other. Safe to repeat and to run twice at once.
 */
export async function expireReservations(access: LedgerAccess, index: ReservationIndex): Promise<Expired> {
  const now = access.clock.now();
  const days = await daysToExpire(index, now);
  const found = await inGroups(days, (day) => index.expiring({ day, through: now }));
  const outcomes = await inGroups(found.flat(), (expiry) => expire(access, expiry));
  const faults = outcomes.filter((outcome) => outcome instanceof Error);
  if (faults.length > 0) throw new AggregateError(faults, `${faults.length} reservations did not expire: ${faults[0]}`);

  const complete = days.filter((day) => isSettled(day, now)).at(-1);
  if (complete !== undefined) {
    // Another run may have marked the day before us; the mark says the same.
    await access.store.append([{ kind: 'expired-day', day: complete, recordedAt: now }]);
  }
  return { expired: outcomes.filter((outcome) => outcome === true).length };
}

/** The days, up to the one of `through`, of which something may still be left to expire. */
export async function daysToExpire(index: ReservationIndex, through: Instant): Promise<readonly string[]> {
  const done = await index.latestExpiredDay();
  const first = done === undefined ? dayOf(through, -FIRST_LOOK_DAYS) : dayOf(`${done}T00:00:00.000Z` as Instant, 1);
  return daysFrom(first, dayOf(through, 0));
}

/** Whether this call ended it; an error of its own instead of one thrown, so that the others go on. */
async function expire(access: LedgerAccess, { reservationId }: Expiry): Promise<boolean | Error> {
  try {
    const last = (await access.store.states(reservationId)).at(-1);
    assertThat(last !== undefined, `${reservationId} is to expire and was never reserved`);
    if (last.state !== 'reserved') return false;
    const end = { as: 'expired', actor: { subject: 'ExpireReservations' }, reason: 'Its time has come' } as const;
    const outcome = await endReservation(access, reservationId, end);
    return outcome.kind === 'done';
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function isSettled(day: string, now: Instant): boolean {
  return dayOf(instantOf(millisecondsOf(now) - SETTLED_AFTER_MILLISECONDS), 0) > day;
}

function dayOf(instant: Instant, daysLater: number): string {
  return instantOf(millisecondsOf(instant) + daysLater * DAY_MILLISECONDS).slice(0, 10);
}

function daysFrom(first: string, last: string): readonly string[] {
  const days: string[] = [];
  for (let day = first; day <= last; day = dayOf(`${day}T00:00:00.000Z` as Instant, 1)) days.push(day);
  return days;
}
