import { assertThat } from '#kernel/errors';
import type { Actor, JournalTransaction, TransactionDraft } from '#ledger/journal-transaction';
import type { PostOutcome } from '#ledger/ports';
import { reversalDraft, stateOf } from '#ledger/reversal';
import type { LedgerAccess } from '#ledger/steps/ledger-access';
import { postInChunks } from '#ledger/steps/post-in-chunks';
import { postTransaction } from '#ledger/steps/post-transaction';
import { withPostings } from '#ledger/steps/reverse-transaction';

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
  if (state !== 'prepared' && state !== 'pending') return { kind: 'already-posted', transaction: prepared };
  const draft = await wholeDraft(access, prepared);
  return prepared.chunkCount === undefined
    ? postTransaction(access, draft, { approval: { prepared, actor: request.actor } })
    : postInChunks(access, draft, { approver: request.actor });
}

/** What was prepared, with all its postings: a reversal in chunks finds them in the chunks of its original. */
async function wholeDraft(access: LedgerAccess, prepared: JournalTransaction): Promise<TransactionDraft> {
  const { reversalOf, effectiveAt, correlationId, actor, note = '' } = prepared;
  if (prepared.chunkCount === undefined || reversalOf === undefined) return prepared;
  const original = await access.store.transaction(reversalOf);
  assertThat(original !== undefined, `${prepared.id} reverses ${reversalOf}, which is not there`);
  const request = { id: reversalOf, effectiveAt, correlationId, actor, note };
  return reversalDraft(await withPostings(access.store, original), request);
}
