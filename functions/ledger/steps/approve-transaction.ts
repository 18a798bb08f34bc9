import type { Actor } from '#ledger/journal-transaction';
import type { PostOutcome } from '#ledger/ports';
import { rejectionOf, stateOf } from '#ledger/reversal';
import type { LedgerAccess } from '#ledger/steps/ledger-access';
import { postTransaction } from '#ledger/steps/post-transaction';

export type ApproveOutcome =
  | PostOutcome
  | { readonly kind: 'unknown'; readonly id: string }
  | { readonly kind: 'same-person'; readonly subject: string };

/** Posts a prepared transaction; whoever prepared it may not approve it. Repeating it answers the first result. */
export async function approveTransaction(
  access: LedgerAccess,
  request: { readonly id: string; readonly actor: Actor },
): Promise<ApproveOutcome> {
  const prepared = await access.store.transaction(request.id);
  if (prepared === undefined) return { kind: 'unknown', id: request.id };
  const [first] = prepared.states;
  if (first?.state !== 'prepared') {
    return {
      kind: 'refused',
      reason: `${request.id} was posted by the platform itself; only a prepared one is approved`,
    };
  }
  if (first.actor.subject === request.actor.subject) return { kind: 'same-person', subject: request.actor.subject };
  const state = stateOf(prepared);
  const rejection = rejectionOf(prepared);
  if (rejection !== undefined) return { kind: 'refused', reason: rejection };
  if (state !== 'prepared') return { kind: 'already-posted', transaction: prepared };
  return postTransaction(access, prepared, { approval: { prepared, actor: request.actor } });
}
