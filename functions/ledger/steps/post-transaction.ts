import { assertThat } from '#kernel/errors';
import type { Instant } from '#kernel/time/clock';
import { assertWellFormed, contentHashOf, differenceBetween } from '#ledger/content';
import type { Entry } from '#ledger/entry';
import type { Actor, JournalTransaction, StateChange, TransactionDraft } from '#ledger/journal-transaction';
import { ACCOUNTS_MAX, type LedgerItem } from '#ledger/ledger-item';
import { normalisedPostings } from '#ledger/movement';
import type { PostOutcome } from '#ledger/ports';
import { movementShards, planEntries, stampOf } from '#ledger/posting-plan';
import { isReservation } from '#ledger/reservation';
import { preclusionOf, rejectionOf, stateOf } from '#ledger/reversal';
import type { ShardId } from '#ledger/shard';
import { type LedgerAccess, persistently } from '#ledger/steps/ledger-access';
import { completedAmong, lineageOf } from '#ledger/steps/lineage';
import type { LedgerStore } from '#ledger/store';

/** Heads as an attempt found them; `undefined` for a shard without entries. */
export type Heads = ReadonlyMap<ShardId, Entry | undefined>;
type Attempt = PostOutcome | { readonly kind: 'retry'; readonly reason: string; readonly kept: Heads };

const NO_HEADS: Heads = new Map();
const REFUSALS: ReadonlySet<Attempt['kind']> = new Set(['bound-exceeded', 'refused']);

/** How a transaction comes to be posted: as a chunk of a parent, or as what was prepared and is now approved. */
export interface PostOptions {
  readonly parentId?: string;
  /** Heads as they were a moment ago, to spare reading them; whether they still are, the insert says. */
  readonly guess?: Heads;
  /** The stored, prepared transaction and who approved it. */
  readonly approval?: { readonly prepared: JournalTransaction; readonly actor: Actor; readonly reason?: string };
}

interface Posting extends PostOptions {
  readonly draft: TransactionDraft;
  readonly contentHash: string;
}

/**
 * Posts one transaction in one write: reads the heads, plans the entries on them, inserts; when rivals were faster it does so
 * again, and reads anew only the heads that they overtook: should another be stale too, its successor's key is taken and the
 * insert fails once more. An answer that was lost is found again by the header's key, so nothing is posted twice (R28).
 */
export async function postTransaction(
  access: LedgerAccess,
  draft: TransactionDraft,
  options: PostOptions = {},
): Promise<PostOutcome> {
  assertWellFormed(draft);
  const posting = { ...options, draft: normalised(draft), contentHash: contentHashOf(draft) };
  let { guess } = options;
  let kept = NO_HEADS;
  return persistently<PostOutcome>(access, async () => {
    const answer = await attempt(access, posting, guess ?? kept);
    // What was guessed is no ground for a refusal, and a rival's key says nothing of the other heads.
    const isGuessed = guess !== undefined;
    guess = undefined;
    if (isGuessed && REFUSALS.has(answer.kind)) return { kind: 'retry', reason: 'the heads are read first', kept };
    kept = answer.kind === 'retry' && !isGuessed ? answer.kept : NO_HEADS;
    return answer;
  });
}

/** The draft with its postings merged and in order, as it is stored. */
function normalised(draft: TransactionDraft): TransactionDraft {
  return { ...draft, postings: normalisedPostings(draft.postings) };
}

async function attempt(access: LedgerAccess, posting: Posting, kept: Heads): Promise<Attempt> {
  const { store } = access;
  const { draft, parentId } = posting;
  const shards = movementShards(draft);
  assertThat(shards.length <= ACCOUNTS_MAX, `${draft.id} touches ${shards.length} accounts; post it in chunks`);
  const [found, lineage] = await Promise.all([
    headsOf(
      store,
      shards.map(({ shard }) => shard),
      kept,
    ),
    lineageOf(store, draft, access.clock.now()),
  ]);
  if (lineage.kind === 'refused') return (await firstResult(access, posting)) ?? lineage;

  const heads = [...found.values()];
  const recordedAt = stampOf(access.clock.now(), heads);
  const stands = shards.map((stand) => ({ ...stand, head: found.get(stand.shard) }));
  const completedParents = await completedAmong(store, heads, parentId);
  const plan = planEntries({ ...posting, stands, completedParents, recordedAt });
  if (draft.expiresAt !== undefined && draft.expiresAt <= recordedAt) {
    const reason = `${draft.id} would expire at ${draft.expiresAt}, before it is recorded at ${recordedAt}`;
    return (await firstResult(access, posting)) ?? { kind: 'refused', reason };
  }
  // The kept heads were no obstacle before, so the one in the way was read just now.
  if (plan.kind !== 'planned') return (await firstResult(access, posting)) ?? plan;

  const { items, transaction } = headerItems(posting, recordedAt);
  const named = lineage.states({ actor: draft.actor, recordedAt, by: draft.id });
  return settled(access, posting, { transaction, items: [...items, ...named, ...plan.items], heads: found });
}

/** The heads of the shards, in their order: those kept from an attempt before, the others as they stand now. */
async function headsOf(store: LedgerStore, shards: readonly ShardId[], kept: Heads): Promise<Heads> {
  const unknown = shards.filter((shard) => !kept.has(shard));
  const entries = await store.newestEntries(unknown);
  const read = new Map(unknown.map((shard, index) => [shard, entries[index]]));
  return new Map(shards.map((shard) => [shard, kept.has(shard) ? kept.get(shard) : read.get(shard)]));
}

async function settled(
  access: LedgerAccess,
  posting: Posting,
  write: { readonly transaction: JournalTransaction; readonly items: readonly LedgerItem[]; readonly heads: Heads },
): Promise<Attempt> {
  const { transaction, items, heads } = write;
  const outcome = await access.store.append(items);
  if (outcome.kind === 'appended') return { kind: 'posted', transaction };
  if (outcome.kind === 'busy') return { kind: 'retry', reason: outcome.reason, kept: NO_HEADS };
  const isOurs = outcome.items.some(
    (item) =>
      (item.kind === 'transaction' && item.transaction.id === transaction.id) ||
      (item.kind === 'state' && item.transactionId === transaction.id),
  );
  const first = isOurs ? await firstResult(access, posting) : undefined;
  if (first !== undefined) return first;
  const overtaken = new Set(outcome.items.map(shardTouched));
  const kept = new Map([...heads].filter(([shard]) => !overtaken.has(shard)));
  return { kind: 'retry', reason: `${outcome.items.length} keys were taken meanwhile`, kept };
}

function shardTouched(item: LedgerItem): ShardId | undefined {
  switch (item.kind) {
    case 'entry':
      return item.entry.shard;
    case 'marker':
      return item.marker.shard;
    case 'account':
      return item.shard;
    case 'transaction':
    case 'state':
    case 'snapshot':
    case 'expiry':
    case 'expired-day':
      return undefined;
  }
}

/** What stands under the transaction's id already, compared with what is to be posted; `undefined` when nothing does. */
async function firstResult(access: LedgerAccess, posting: Posting): Promise<PostOutcome | undefined> {
  const transaction = await access.store.transaction(posting.draft.id);
  if (transaction === undefined) return undefined;
  if (transaction.contentHash !== posting.contentHash) {
    return { kind: 'conflict', transaction, difference: differenceBetween(transaction, posting.draft) };
  }
  const never = preclusionOf(transaction) ?? rejectionOf(transaction);
  if (never !== undefined) return { kind: 'refused', reason: never };
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
  const state = isReservation(draft) ? 'reserved' : 'posted';
  const change: StateChange = { ordinal: 1, state, actor: draft.actor, recordedAt };
  return {
    items: [
      { kind: 'transaction', transaction: header },
      { kind: 'state', transactionId: draft.id, change },
      ...expiryItems(draft, recordedAt),
    ],
    transaction: { ...header, states: [change] },
  };
}

function expiryItems({ id, expiresAt }: TransactionDraft, recordedAt: Instant): readonly LedgerItem[] {
  return expiresAt === undefined ? [] : [{ kind: 'expiry', expiry: { reservationId: id, expiresAt }, recordedAt }];
}
