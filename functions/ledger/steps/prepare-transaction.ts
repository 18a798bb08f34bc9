import { handObstacle } from '#ledger/by-hand';
import { assertWellFormed, contentHashOf, differenceBetween } from '#ledger/content';
import type { JournalTransaction, StateChange, TransactionDraft } from '#ledger/journal-transaction';
import { normalisedPostings } from '#ledger/movement';
import type { ReversalRequest } from '#ledger/ports';
import { rejectionOf, reversalDraft, reversalIdOf, reversalObstacle } from '#ledger/reversal';
import { type LedgerAccess, persistently } from '#ledger/steps/ledger-access';
import { lineageOf } from '#ledger/steps/lineage';

export type PrepareOutcome =
  | { readonly kind: 'prepared'; readonly transaction: JournalTransaction }
  /** Other content stands under this id; `difference` names it. */
  | { readonly kind: 'conflict'; readonly difference: string }
  | { readonly kind: 'unknown'; readonly id: string }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Writes a transaction down without moving anything: a second person approves it (R27). Preparing the same id again
 * answers what was prepared first; other content under the id is a conflict (R28). With `isEffectiveNow` its effective
 * time was left to us, so that of a repetition does not count.
 */
export async function prepareTransaction(
  access: LedgerAccess,
  draft: TransactionDraft,
  options: { readonly isEffectiveNow?: boolean } = {},
): Promise<PrepareOutcome> {
  assertWellFormed(draft);
  return persistently<PrepareOutcome>(access, async () => {
    const stored = await access.store.transaction(draft.id);
    if (stored !== undefined) {
      const same = options.isEffectiveNow === true ? { ...draft, effectiveAt: stored.effectiveAt } : draft;
      if (stored.contentHash === contentHashOf(same)) return { kind: 'prepared', transaction: stored };
      return { kind: 'conflict', difference: differenceBetween(stored, same) };
    }
    const former = draft.supersedes === undefined ? undefined : await access.store.transaction(draft.supersedes);
    const notByHand = former === undefined ? undefined : handObstacle(former);
    if (notByHand !== undefined) return { kind: 'refused', reason: notByHand };
    const lineage = await lineageOf(access.store, draft, access.clock.now());
    if (lineage.kind === 'refused') return lineage;

    const recordedAt = access.clock.now();
    const header = {
      ...draft,
      postings: normalisedPostings(draft.postings),
      contentHash: contentHashOf(draft),
      recordedAt,
    };
    const change: StateChange = { ordinal: 1, state: 'prepared', actor: draft.actor, recordedAt };
    const outcome = await access.store.append([
      { kind: 'transaction', transaction: header },
      { kind: 'state', transactionId: draft.id, change },
    ]);
    if (outcome.kind === 'appended') return { kind: 'prepared', transaction: { ...header, states: [change] } };
    return { kind: 'retry', reason: outcome.kind === 'busy' ? outcome.reason : 'it was prepared meanwhile' };
  });
}

/** Prepares the reversal of a posted manual transaction; what a process posted, the process takes back (R30). */
export async function prepareReversal(access: LedgerAccess, request: ReversalRequest): Promise<PrepareOutcome> {
  const original = await access.store.transaction(request.id);
  if (original === undefined) return { kind: 'unknown', id: request.id };
  const notByHand = handObstacle(original);
  if (notByHand !== undefined) return { kind: 'refused', reason: notByHand };
  const known = await access.store.transaction(reversalIdOf(request.id));
  const rejection = known === undefined ? undefined : rejectionOf(known);
  // A transaction has one reversal, by its id; what is to be undone all the same is posted the other way round.
  if (rejection !== undefined) return { kind: 'refused', reason: `${rejection}, with the sides exchanged` };
  if (known !== undefined) return { kind: 'prepared', transaction: known };
  const reason = reversalObstacle(original);
  if (reason !== undefined) return { kind: 'refused', reason };
  return prepareTransaction(access, reversalDraft(original, request));
}
