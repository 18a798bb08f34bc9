import type { Actor, JournalTransaction, StateChange } from '#ledger/journal-transaction';
import { stateOf } from '#ledger/reversal';
import { type LedgerAccess, persistently } from '#ledger/steps/ledger-access';

export type RejectOutcome =
  | { readonly kind: 'rejected'; readonly transaction: JournalTransaction }
  | { readonly kind: 'unknown'; readonly id: string }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Gives up what a person prepared and nobody approved: nothing of it is ever posted. Anybody may who could have approved it, and whoever
 * prepared it. Its state takes the ordinal that an approval takes, too, so of the two exactly one succeeds. Repeating it answers the first.
 */
export function rejectTransaction(
  access: LedgerAccess,
  { id, actor, reason }: { readonly id: string; readonly actor: Actor; readonly reason: string },
): Promise<RejectOutcome> {
  return persistently<RejectOutcome>(access, async () => {
    const stored = await access.store.transaction(id);
    if (stored === undefined) return { kind: 'unknown', id };
    const state = stateOf(stored);
    if (state === 'rejected' && stored.states[0]?.state === 'prepared')
      return { kind: 'rejected', transaction: stored };
    if (state !== 'prepared')
      return { kind: 'refused', reason: `${id} is ${state}; only what is prepared is rejected` };
    const recordedAt = access.clock.now();
    const change: StateChange = { ordinal: stored.states.length + 1, state: 'rejected', actor, reason, recordedAt };
    const outcome = await access.store.append([{ kind: 'state', transactionId: id, change }]);
    if (outcome.kind === 'appended')
      return { kind: 'rejected', transaction: { ...stored, states: [...stored.states, change] } };
    return {
      kind: 'retry',
      reason: outcome.kind === 'busy' ? outcome.reason : 'somebody approved or rejected it meanwhile',
    };
  });
}
