import { assertThat } from '#kernel/errors';
import { formatUnits, type Units } from '#kernel/money/units';
import type { Instant } from '#kernel/time/clock';
import type { AccountId } from '#ledger/account';
import type {
  Draw,
  DrawKind,
  JournalTransaction,
  TransactionDraft,
  TransactionState,
} from '#ledger/journal-transaction';
import { amountOf, movementsOf } from '#ledger/movement';
import type { ReserveRequest } from '#ledger/ports';
import { stateOf } from '#ledger/reversal';

/** Where a reservation stands. */
export interface ReservationStanding {
  readonly account: AccountId;
  /** What was set aside at first, and what of it still is; in ledger units. */
  readonly units: Units;
  readonly remaining: Units;
  readonly state: TransactionState;
}

/** Whether the transaction sets money aside, rather than ending what did. */
export function isReservation({ kind, drawsOn }: Pick<TransactionDraft, 'kind' | 'drawsOn'>): boolean {
  return kind === 'reservation' && drawsOn === undefined;
}

/** The transaction that sets the amount aside: it lowers `available`, not `posted` (R32). */
export function reservationDraft({ account, units, ...request }: ReserveRequest): TransactionDraft {
  return { ...request, kind: 'reservation', postings: [], reservations: [{ account, units }] };
}

/** Where a reservation stands, by its states; `undefined` for a transaction that is none. */
export function standingOf(transaction: JournalTransaction): ReservationStanding | undefined {
  const [reserved] = transaction.reservations ?? [];
  if (!isReservation(transaction) || reserved === undefined) return undefined;
  const drawn = transaction.states.findLast(({ remaining }) => remaining !== undefined);
  return { ...reserved, remaining: drawn?.remaining ?? reserved.units, state: stateOf(transaction) };
}

/** Whether the reservation still sets money aside. */
export function isStanding(state: TransactionState): boolean {
  return state === 'reserved' || state === 'instructed';
}

/** A transaction that ends a reservation without moving money; there is one of each kind, so its id follows from both. */
export function endDraft(
  reservation: JournalTransaction,
  end: {
    readonly as: Exclude<DrawKind, 'posted' | 'drawn'>;
    readonly remaining: Units;
    readonly account: AccountId;
  } & Pick<TransactionDraft, 'effectiveAt' | 'actor' | 'note' | 'correlationId'>,
): TransactionDraft {
  const { as, remaining, account, ...rest } = end;
  return {
    ...rest,
    id: `${reservation.id}~${as}`,
    kind: 'reservation',
    postings: [],
    reservations: [{ account, units: -remaining }],
    source: reservation.source,
    drawsOn: { reservationId: reservation.id, as, remaining: 0n },
  };
}

/**
 * The draft with what it takes from the reservation: what its postings take from the account, or with `rest: 'release'`
 * all that is left. Answers why not, when it takes nothing from the account or more than was reserved.
 */
export function drawDraft(
  draft: TransactionDraft,
  from: { readonly reservation: JournalTransaction; readonly rest: 'keep' | 'release' },
): { readonly draft: TransactionDraft } | { readonly reason: string } {
  const { id } = from.reservation;
  const standing = standingOf(from.reservation);
  if (standing === undefined) return { reason: `${id} is no reservation; ${draft.id} can draw on one only` };
  const { account, remaining, state } = standing;
  if (!isStanding(state)) return { reason: `${id} is ${state}; only what is reserved can be posted` };
  const movement = movementsOf({ postings: draft.postings }).find((one) => one.account === account);
  const taken = movement === undefined ? 0n : -amountOf(movement);
  if (taken <= 0n) return { reason: `${draft.id} takes nothing from ${account}, on which ${id} reserved` };
  if (taken > remaining) {
    const amounts = `${formatUnits(taken)} from ${account}, of which ${id} reserves ${formatUnits(remaining)}`;
    return { reason: `${draft.id} takes ${amounts}; post at most what is reserved` };
  }
  const released = from.rest === 'keep' ? taken : remaining;
  const drawsOn: Draw = {
    reservationId: id,
    as: from.rest === 'keep' ? 'drawn' : 'posted',
    remaining: remaining - released,
  };
  return { draft: { ...draft, reservations: [{ account, units: -released }], drawsOn } };
}

/** Why the draft cannot take from the reservation as it stands at `now`, or `undefined` when it can. */
export function drawObstacle(
  reservation: JournalTransaction,
  of: { readonly draft: TransactionDraft; readonly drawsOn: Draw; readonly now: Instant },
): string | undefined {
  const { id, expiresAt } = reservation;
  const { draft, drawsOn, now } = of;
  const standing = standingOf(reservation);
  if (standing === undefined) return `${id} is no reservation; ${draft.id} can draw on one only`;
  const [release] = draft.reservations ?? [];
  assertThat(
    release?.account === standing.account,
    `${draft.id} releases on ${release?.account}, not where ${id} stands`,
  );
  const { state, remaining } = standing;
  const { as } = drawsOn;
  if (!isStanding(state)) return `${id} is ${state} already; it cannot be ${as}`;
  if (as === 'expired' && (expiresAt === undefined || now < expiresAt))
    return `${id} expires ${expiresAt === undefined ? 'at no time' : `at ${expiresAt}`}; it is ${now}`;
  if (state === 'instructed' && as !== 'posted' && as !== 'drawn' && as !== 'failed')
    return `${id} is instructed: the money may be on its way; it ends posted, or failed when the rail says so`;
  if (state === 'reserved' && as !== 'expired' && (as === 'posted' || as === 'drawn') && isOver(expiresAt, now))
    return `${id} expired at ${expiresAt}; it is ${now}. Reserve anew`;
  if (remaining + release.units !== drawsOn.remaining) {
    return `${id} has ${formatUnits(remaining)} left by now; ${draft.id} was made on another amount`;
  }
  return undefined;
}

/** Whether a reservation that was not instructed has ended by time. */
export function isOver(expiresAt: Instant | undefined, now: Instant): boolean {
  return expiresAt !== undefined && expiresAt <= now;
}

/** The state that a draw puts a reservation in. */
export function stateAfter(reservation: JournalTransaction, { as, remaining }: Draw): TransactionState {
  if (as !== 'drawn') return as;
  return remaining === 0n ? 'posted' : stateOf(reservation);
}
