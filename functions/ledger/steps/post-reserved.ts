import type { JournalTransaction, TransactionDraft } from '#ledger/journal-transaction';
import type { PostOutcome, ReservedPosting } from '#ledger/ports';
import { drawDraft } from '#ledger/reservation';
import { type LedgerAccess, LedgerBusy } from '#ledger/steps/ledger-access';
import { postTransaction } from '#ledger/steps/post-transaction';

/** Rivals who draw on one reservation between our look and our write; each of them got ahead. */
const LOOKS_MAX = 50;

/**
 * Posts a transaction out of a reservation: entries, release and the reservation's next state stand in one write, or none does.
 * Of a posting, a voiding and an expiry that race, the one whose state takes the next ordinal wins; the others look again.
 */
export async function postReserved(
  access: LedgerAccess,
  draft: TransactionDraft,
  { reservationId, rest }: ReservedPosting,
): Promise<PostOutcome> {
  for (let look = 1; look <= LOOKS_MAX; look += 1) {
    const [reservation, first] = await Promise.all([
      access.store.transaction(reservationId),
      access.store.transaction(draft.id),
    ]);
    if (reservation === undefined) {
      return { kind: 'refused', reason: `${reservationId} was never reserved; ${draft.id} has nothing to draw on` };
    }
    const drawn = first === undefined ? drawDraft(draft, { reservation, rest }) : { draft: repeated(draft, first) };
    if ('reason' in drawn) {
      if ((await access.store.transaction(draft.id)) !== undefined) continue;
      return { kind: 'refused', reason: drawn.reason };
    }
    const outcome = await postTransaction(access, drawn.draft);
    const isLost = first === undefined && (outcome.kind === 'refused' || outcome.kind === 'conflict');
    if (!isLost || !(await hasMoved(access, reservation))) return outcome;
  }
  throw new LedgerBusy(`${reservationId} moved during each of ${LOOKS_MAX} looks; post ${draft.id} again`);

  /** What the first posting under the id took is what a repetition of it takes: it is compared as a whole (R28). */
  function repeated(again: TransactionDraft, stored: JournalTransaction): TransactionDraft {
    if (stored.drawsOn === undefined || stored.reservations === undefined) return again;
    const drawsOn = {
      ...stored.drawsOn,
      reservationId,
      as: rest === 'keep' ? ('drawn' as const) : ('posted' as const),
    };
    return { ...again, reservations: stored.reservations, drawsOn };
  }
}

async function hasMoved({ store }: LedgerAccess, { id, states }: JournalTransaction): Promise<boolean> {
  return (await store.states(id)).length !== states.length;
}
