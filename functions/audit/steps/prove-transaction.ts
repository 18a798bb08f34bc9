import { auditPath, type HashHex } from '#audit/merkle';
import { type DaySeal, leafHashesOf, type SealedTransaction, sealHash } from '#audit/seal';
import type { SealBook } from '#audit/seal-ports';
import type { Json } from '#kernel/canonical-json';
import type { Instant } from '#kernel/time/clock';
import { contentOf } from '#ledger/content';
import { entryRecord } from '#ledger/entry';
import type { JournalTransaction } from '#ledger/journal-transaction';
import type { ShardId } from '#ledger/shard';
import type { LedgerStore } from '#ledger/store';

type JsonObject = { readonly [name: string]: Json | undefined };

/** All that somebody needs who trusts a root and nothing else of ours. */
export interface InclusionProof {
  /** What the content hash is the hash of; absent for a posting in chunks, whose content its chunks carry. */
  readonly content?: JsonObject;
  /** What each entry's hash is the hash of, in the order of the leaf. */
  readonly entries: readonly JsonObject[];
  readonly leaf: SealedTransaction;
  readonly leafIndex: number;
  readonly path: readonly HashHex[];
  readonly seal: DaySeal;
  readonly sealHash: HashHex;
}

export type ProofOutcome =
  | { readonly kind: 'proven'; readonly proof: InclusionProof }
  | { readonly kind: 'unknown' }
  /** Nothing was posted under this id. */
  | { readonly kind: 'not-posted'; readonly state: string }
  | { readonly kind: 'not-sealed'; readonly day: string }
  /** The ledger says something else than was sealed. */
  | { readonly kind: 'differs'; readonly day: string; readonly detail: string };

/** The proof that a transaction, with the content and the entries that the ledger shows, is under the seal of its day. */
export async function proveTransaction(
  { store, book }: { readonly store: Pick<LedgerStore, 'transaction' | 'entryAt'>; readonly book: SealBook },
  id: string,
): Promise<ProofOutcome> {
  const transaction = await store.transaction(id);
  if (transaction === undefined) return { kind: 'unknown' };
  const postedAt = postedAtOf(transaction);
  if (postedAt === undefined) return { kind: 'not-posted', state: transaction.states.at(-1)?.state ?? 'unknown' };
  const day = postedAt.slice(0, 10);
  const seal = await book.find(day);
  if (seal === undefined) return { kind: 'not-sealed', day };

  const transactions = await book.transactionsUnder(day);
  const leafIndex = transactions.findIndex(({ transaction_id }) => transaction_id === id);
  const leaf = transactions[leafIndex];
  if (leaf === undefined) return { kind: 'differs', day, detail: `${id} is in the ledger and not under the seal` };
  if (leaf.content_hash !== transaction.contentHash)
    return { kind: 'differs', day, detail: `${id} records another content than was sealed` };
  const entries: JsonObject[] = [];
  for (const [shard, sequence, hash] of leaf.entries) {
    const entry = await store.entryAt(shard as ShardId, sequence);
    if (entry?.hash !== hash)
      return { kind: 'differs', day, detail: `${shard}/${sequence} is another entry than was sealed` };
    entries.push(entryRecord(entry));
  }
  const path = auditPath(leafHashesOf(transactions), leafIndex);
  const content = transaction.chunkCount === undefined ? { content: { id, content: contentOf(transaction) } } : {};
  return { kind: 'proven', proof: { ...content, entries, leaf, leafIndex, path, seal, sealHash: sealHash(seal) } };
}

/** When its entries were recorded: with its header, or, of one that was prepared, when it was approved. */
function postedAtOf({ states, recordedAt }: JournalTransaction): Instant | undefined {
  const [first] = states;
  if (first?.state === 'precluded') return undefined;
  if (first?.state !== 'prepared') return recordedAt;
  return states.find(({ state }) => state === 'posted')?.recordedAt;
}
