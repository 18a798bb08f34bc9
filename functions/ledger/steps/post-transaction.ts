import { assertThat } from '#kernel/errors';
import type { Instant } from '#kernel/time/clock';
import { assertWellFormed, contentHashOf, differenceBetween } from '#ledger/content';
import type { Actor, JournalTransaction, StateChange, TransactionDraft } from '#ledger/journal-transaction';
import { ACCOUNTS_MAX, type LedgerItem } from '#ledger/ledger-item';
import { normalisedPostings } from '#ledger/movement';
import type { PostOutcome } from '#ledger/ports';
import { movementShards, planEntries, stampOf } from '#ledger/posting-plan';
import { preclusionOf, stateOf } from '#ledger/reversal';
import { type LedgerAccess, persistently } from '#ledger/steps/ledger-access';
import { completedAmong, lineageOf } from '#ledger/steps/lineage';

type Attempt = PostOutcome | { readonly kind: 'retry'; readonly reason: string };

/** How a transaction comes to be posted: as a chunk of a parent, or as what was prepared and is now approved. */
export interface PostOptions {
  readonly parentId?: string;
  /** The stored, prepared transaction and who approved it. */
  readonly approval?: { readonly prepared: JournalTransaction; readonly actor: Actor; readonly reason?: string };
}

interface Posting extends PostOptions {
  readonly draft: TransactionDraft;
  readonly contentHash: string;
}

/**
 * Posts one transaction in one write: reads the heads, plans the entries on them, inserts; on a conflict it does so again
 * from fresh heads. An answer that was lost is found again by the header's key, so nothing is posted twice (R28).
 */
export async function postTransaction(
  access: LedgerAccess,
  draft: TransactionDraft,
  options: PostOptions = {},
): Promise<PostOutcome> {
  assertWellFormed(draft);
  const posting = { ...options, draft: normalised(draft), contentHash: contentHashOf(draft) };
  return persistently<PostOutcome>(access, () => attempt(access, posting));
}

/** The draft with its postings merged and in order, as it is stored. */
function normalised(draft: TransactionDraft): TransactionDraft {
  return { ...draft, postings: normalisedPostings(draft.postings) };
}

async function attempt(access: LedgerAccess, posting: Posting): Promise<Attempt> {
  const { store } = access;
  const { draft, parentId } = posting;
  const shards = movementShards(draft);
  assertThat(shards.length <= ACCOUNTS_MAX, `${draft.id} touches ${shards.length} accounts; post it in chunks`);
  const [heads, lineage] = await Promise.all([
    store.newestEntries(shards.map(({ shard }) => shard)),
    lineageOf(store, draft),
  ]);
  if (lineage.kind === 'refused') return (await firstResult(access, posting)) ?? lineage;

  const recordedAt = stampOf(access.clock.now(), heads);
  const stands = shards.map((shard, index) => ({ ...shard, head: heads[index] }));
  const completedParents = await completedAmong(store, heads, parentId);
  const plan = planEntries({ ...posting, stands, completedParents, recordedAt });
  if (plan.kind !== 'planned') return (await firstResult(access, posting)) ?? plan;

  const { items, transaction } = headerItems(posting, recordedAt);
  const named = lineage.states({ actor: draft.actor, recordedAt, by: draft.id });
  return settled(access, posting, transaction, [...items, ...named, ...plan.items]);
}

async function settled(
  access: LedgerAccess,
  posting: Posting,
  transaction: JournalTransaction,
  items: readonly LedgerItem[],
): Promise<Attempt> {
  const outcome = await access.store.append(items);
  if (outcome.kind === 'appended') return { kind: 'posted', transaction };
  if (outcome.kind === 'busy') return { kind: 'retry', reason: outcome.reason };
  const isOurs = outcome.items.some(
    (item) =>
      (item.kind === 'transaction' && item.transaction.id === transaction.id) ||
      (item.kind === 'state' && item.transactionId === transaction.id),
  );
  const first = isOurs ? await firstResult(access, posting) : undefined;
  return first ?? { kind: 'retry', reason: `${outcome.items.length} keys were taken meanwhile` };
}

/** What stands under the transaction's id already, compared with what is to be posted; `undefined` when nothing does. */
async function firstResult(access: LedgerAccess, posting: Posting): Promise<PostOutcome | undefined> {
  const transaction = await access.store.transaction(posting.draft.id);
  if (transaction === undefined) return undefined;
  if (transaction.contentHash !== posting.contentHash) {
    return { kind: 'conflict', transaction, difference: differenceBetween(transaction, posting.draft) };
  }
  const preclusion = preclusionOf(transaction);
  if (preclusion !== undefined) return { kind: 'refused', reason: preclusion };
  const state = stateOf(transaction);
  if (state !== 'prepared' && state !== 'pending') return { kind: 'already-posted', transaction };
  if (posting.approval !== undefined && state === 'prepared') return undefined;
  return { kind: 'refused', reason: `${transaction.id} is ${state}; it is posted by its own way alone` };
}

function headerItems(
  { draft, contentHash, parentId, approval }: Posting,
  recordedAt: Instant,
): { readonly items: readonly LedgerItem[]; readonly transaction: JournalTransaction } {
  if (approval !== undefined) {
    const { prepared, actor, reason } = approval;
    const change: StateChange = {
      ordinal: prepared.states.length + 1,
      state: 'posted',
      actor,
      recordedAt,
      ...(reason === undefined ? {} : { reason }),
    };
    const transaction = { ...prepared, states: [...prepared.states, change] };
    return { items: [{ kind: 'state', transactionId: draft.id, change }], transaction };
  }
  const header = { ...draft, contentHash, recordedAt, ...(parentId === undefined ? {} : { parentId }) };
  const change: StateChange = { ordinal: 1, state: 'posted', actor: draft.actor, recordedAt };
  return {
    items: [
      { kind: 'transaction', transaction: header },
      { kind: 'state', transactionId: draft.id, change },
    ],
    transaction: { ...header, states: [change] },
  };
}
