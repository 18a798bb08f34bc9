import { unreachable } from '#kernel/errors';
import type { Entry } from '#ledger/entry';
import type { ReserveOutcome, ReserveRequest } from '#ledger/ports';
import { reservationDraft } from '#ledger/reservation';
import type { LedgerAccess } from '#ledger/steps/ledger-access';
import { postTransaction } from '#ledger/steps/post-transaction';

/**
 * Sets an amount aside. The entry that raises the reserve carries the account's next sequence, so of any number of rivals each
 * sees what the ones before it left, and together they never reserve more than is available (R32).
 */
export async function reserve(
  access: LedgerAccess,
  request: ReserveRequest,
  /** The account's newest entry as it was a moment ago, where somebody has read it. */
  newest?: Entry,
): Promise<ReserveOutcome> {
  const guess = newest === undefined ? {} : { guess: new Map([[newest.shard, newest]]) };
  const outcome = await postTransaction(access, reservationDraft(request), guess);
  switch (outcome.kind) {
    case 'posted':
      return { kind: 'reserved', transaction: outcome.transaction };
    case 'already-posted':
    case 'validated':
      return { kind: 'already-reserved', transaction: outcome.transaction };
    case 'conflict':
    case 'bound-exceeded':
    case 'refused':
      return outcome;
    default:
      return unreachable(outcome);
  }
}
