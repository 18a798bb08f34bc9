import { chunkIdOf } from '#ledger/chunk-plan';
import type { JournalTransaction } from '#ledger/journal-transaction';
import type { PostOutcome, ReversalRequest } from '#ledger/ports';
import { preclusionOf, reversalDraft, reversalIdOf, reversalObstacle } from '#ledger/reversal';
import type { LedgerAccess } from '#ledger/steps/ledger-access';
import { postInChunks } from '#ledger/steps/post-in-chunks';
import { postTransaction } from '#ledger/steps/post-transaction';
import type { LedgerStore } from '#ledger/store';

const CHUNKS_AT_ONCE = 16;

/** Posts the mirror image of a posted transaction, in chunks when that one was (R27). */
export async function reverseTransaction(access: LedgerAccess, request: ReversalRequest): Promise<PostOutcome> {
  const original = await access.store.transaction(request.id);
  if (original === undefined) return { kind: 'refused', reason: `${request.id} was never posted; nothing to reverse` };
  const preclusion = preclusionOf(original);
  if (preclusion !== undefined) return { kind: 'refused', reason: preclusion };
  if (original.kind === 'reservation') return { kind: 'refused', reason: String(reversalObstacle(original)) };
  const first = await access.store.transaction(reversalIdOf(request.id));
  const draft = reversalDraft(await withPostings(access.store, original), request);
  // The first reversal keeps its own instant, actor and note: whoever asks again gets that one, not a conflict.
  const same =
    first === undefined ? draft : { ...draft, effectiveAt: first.effectiveAt, note: first.note ?? request.note };
  return original.chunkCount === undefined ? postTransaction(access, same) : postInChunks(access, same);
}

/** The transaction with all its postings, gathered from its chunks when it has any. */
async function withPostings(store: LedgerStore, transaction: JournalTransaction): Promise<JournalTransaction> {
  const { chunkCount } = transaction;
  if (chunkCount === undefined) return transaction;
  const postings: JournalTransaction['postings'][number][] = [];
  for (let from = 1; from <= chunkCount; from += CHUNKS_AT_ONCE) {
    const ordinals = Array.from(
      { length: Math.min(CHUNKS_AT_ONCE, chunkCount - from + 1) },
      (_, index) => from + index,
    );
    const chunks = await Promise.all(ordinals.map((ordinal) => store.transaction(chunkIdOf(transaction.id, ordinal))));
    postings.push(...chunks.flatMap((chunk) => chunk?.postings ?? []));
  }
  return { ...transaction, postings };
}
