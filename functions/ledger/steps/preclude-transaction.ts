import { assertWellFormed, contentHashOf } from '#ledger/content';
import type { Actor, StateChange, TransactionDraft } from '#ledger/journal-transaction';
import type { PrecludeOutcome } from '#ledger/ports';
import { stateOf } from '#ledger/reversal';
import { type LedgerAccess, persistently } from '#ledger/steps/ledger-access';

/**
 * Takes the id of a transaction that was not begun, for good: its header is inserted in the state `precluded`, with no
 * postings. Whoever posts inserts the same key, so of the two exactly one succeeds and the other finds what stands.
 */
export function precludeTransaction(
  access: LedgerAccess,
  draft: TransactionDraft,
  { actor, reason }: { readonly actor: Actor; readonly reason: string },
): Promise<PrecludeOutcome> {
  assertWellFormed(draft);
  const { reservations: _reservations, ...shared } = draft;
  return persistently<PrecludeOutcome>(access, async () => {
    const stored = await access.store.transaction(draft.id);
    if (stored !== undefined) {
      return { kind: stateOf(stored) === 'precluded' ? 'precluded' : 'stands', transaction: stored };
    }
    const recordedAt = access.clock.now();
    const header = { ...shared, postings: [], contentHash: contentHashOf(draft), recordedAt, chunkCount: 0 };
    const change: StateChange = { ordinal: 1, state: 'precluded', actor, reason, recordedAt };
    const outcome = await access.store.append([
      { kind: 'transaction', transaction: header },
      { kind: 'state', transactionId: draft.id, change },
    ]);
    if (outcome.kind === 'appended') {
      return { kind: 'precluded', transaction: { ...header, states: [change] } };
    }
    return { kind: 'retry', reason: outcome.kind === 'busy' ? outcome.reason : 'the id was taken meanwhile' };
  });
}
