import { assertThat } from '#kernel/errors';
import { formatUnits, sumUnits } from '#kernel/money/units';
import type { AccountId } from '#ledger/account';
import { type ChunkPlan, planChunks } from '#ledger/chunk-plan';
import { assertWellFormed, contentHashOf, differenceBetween } from '#ledger/content';
import type { JournalTransaction, StateChange, TransactionDraft } from '#ledger/journal-transaction';
import { amountOf, movementsOf } from '#ledger/movement';
import type { ChunkOptions, PostOutcome } from '#ledger/ports';
import { stampOf } from '#ledger/posting-plan';
import { preclusionOf, stateOf } from '#ledger/reversal';
import { shardsOf } from '#ledger/shard';
import { type LedgerAccess, persistently } from '#ledger/steps/ledger-access';
import { lineageOf } from '#ledger/steps/lineage';
import { postTransaction } from '#ledger/steps/post-transaction';

type Attempt<Answer> = Answer | { readonly kind: 'retry'; readonly reason: string };
type Opening =
  | { readonly kind: 'open'; readonly parent: JournalTransaction; readonly isResumed: boolean }
  | PostOutcome;

interface Parent {
  readonly draft: TransactionDraft;
  readonly contentHash: string;
  readonly plan: ChunkPlan;
  readonly until: 'validated' | 'posted';
}

/**
 * Posts a transaction of any size in chunks under one header (R30). A header without its completing state tells that the
 * chunks may not all stand; calling again goes on where the last call stopped, since every id follows from the content. `until: 'validated'` leaves its amounts to a release.
 */
export async function postInChunks(
  access: LedgerAccess,
  draft: TransactionDraft,
  { until = 'posted' }: ChunkOptions = {},
): Promise<PostOutcome> {
  assertWellFormed(draft);
  const parent: Parent = { draft, contentHash: contentHashOf(draft), plan: planChunks(draft), until };
  const opening = await persistently<Opening>(access, () => open(access, parent));
  if (opening.kind !== 'open') return opening;

  for (const chunk of parent.plan.chunks) {
    if (opening.isResumed && (await access.store.transaction(chunk.id)) !== undefined) continue;
    const outcome = await postTransaction(access, chunk, { parentId: draft.id });
    const stands = outcome.kind === 'posted' || outcome.kind === 'already-posted';
    assertThat(stands, `Chunk ${chunk.id} ended in ${outcome.kind}; the chunks of a posting always fit`);
  }
  return persistently<PostOutcome>(access, () => complete(access, parent));
}

/** Writes the header, or finds what an earlier call left. */
async function open(access: LedgerAccess, parent: Parent): Promise<Attempt<Opening>> {
  const { draft, contentHash, plan } = parent;
  const stored = await access.store.transaction(draft.id);
  if (stored !== undefined && stored.contentHash !== contentHash) {
    return { kind: 'conflict', transaction: stored, difference: differenceBetween(stored, draft) };
  }
  const preclusion = stored === undefined ? undefined : preclusionOf(stored);
  if (preclusion !== undefined) return { kind: 'refused', reason: preclusion };
  if (stored !== undefined) {
    return stateOf(stored) === 'pending' ? { kind: 'open', parent: stored, isResumed: true } : ended(parent, stored);
  }
  const reason = await obstacle(access, parent);
  if (reason !== undefined) {
    // A rival who posts the same may have begun since we looked, and then it is its work that stands in the way.
    const isRivals = (await access.store.transaction(draft.id)) !== undefined;
    return isRivals ? { kind: 'retry', reason: 'the header was written meanwhile' } : { kind: 'refused', reason };
  }

  const recordedAt = access.clock.now();
  const header = { ...draft, postings: [], contentHash, recordedAt, chunkCount: plan.chunks.length };
  const change: StateChange = { ordinal: 1, state: 'pending', actor: draft.actor, recordedAt };
  const outcome = await access.store.append([
    { kind: 'transaction', transaction: header },
    { kind: 'state', transactionId: draft.id, change },
  ]);
  if (outcome.kind === 'appended') {
    return { kind: 'open', parent: { ...header, states: [change] }, isResumed: false };
  }
  return { kind: 'retry', reason: outcome.kind === 'busy' ? outcome.reason : 'the header was written meanwhile' };
}

/** The answer for a posting whose chunks all stand: a repetition never releases what waits to be released. */
function ended({ until }: Parent, stored: JournalTransaction): PostOutcome {
  if (stateOf(stored) !== 'validated') return { kind: 'already-posted', transaction: stored };
  if (until === 'validated') return { kind: 'validated', transaction: stored };
  return { kind: 'refused', reason: `${stored.id} is validated; it is released, not posted again` };
}

/** Why the posting may not begin: it names what cannot be named, or its clearing accounts would not end at zero. */
async function obstacle(access: LedgerAccess, { draft, plan }: Parent): Promise<string | undefined> {
  const lineage = await lineageOf(access.store, draft, access.clock.now());
  if (lineage.kind === 'refused') return lineage.reason;
  if (draft.kind === 'reversal') return undefined;
  const movements = new Map(movementsOf(draft).map((movement) => [movement.account, movement]));
  return unsettled(access, plan.clearingAccounts, (account) => {
    const movement = movements.get(account);
    return movement === undefined ? 0n : amountOf(movement);
  });
}

/** The newest entries of the clearing accounts: every chunk leaves one there, so none of the chunks is recorded later. */
async function clearingHeads(access: LedgerAccess, { clearingAccounts }: ChunkPlan) {
  const heads = await Promise.all(clearingAccounts.map((account) => access.store.newestEntries(shardsOf(account))));
  return heads.flat();
}

/** Says which clearing account would not be exactly zero after the change, or `undefined` when all would (R30). */
async function unsettled(
  access: LedgerAccess,
  accounts: readonly AccountId[],
  changeOf: (account: AccountId) => bigint,
): Promise<string | undefined> {
  for (const account of accounts) {
    const heads = await access.store.newestEntries(shardsOf(account));
    const left = sumUnits(heads.map((head) => head?.posted ?? 0n)) + changeOf(account);
    if (left !== 0n) return `${account} would end at ${formatUnits(left)}; a clearing account ends at exactly zero`;
  }
  return undefined;
}

/** Appends the state that says that all of it stands, once the clearing accounts are settled; `posted` makes it available. */
async function complete(access: LedgerAccess, parent: Parent): Promise<Attempt<PostOutcome>> {
  const { draft, plan, until } = parent;
  const stored = await access.store.transaction(draft.id);
  assertThat(stored !== undefined, `${draft.id} has chunks but no header`);
  if (stateOf(stored) !== 'pending') return ended(parent, stored);
  if (draft.kind !== 'reversal') {
    const reason = await unsettled(access, plan.clearingAccounts, () => 0n);
    if (reason !== undefined) return { kind: 'refused', reason };
  }
  const lineage = await lineageOf(access.store, draft, access.clock.now());
  if (lineage.kind === 'refused') return { kind: 'retry', reason: lineage.reason };

  const { actor } = draft;
  const recordedAt = stampOf(access.clock.now(), await clearingHeads(access, plan));
  const change: StateChange = { ordinal: stored.states.length + 1, state: until, actor, recordedAt };
  const outcome = await access.store.append([
    { kind: 'state', transactionId: draft.id, change },
    ...lineage.states({ actor, recordedAt, by: draft.id }),
  ]);
  if (outcome.kind === 'appended') {
    return { kind: until, transaction: { ...stored, states: [...stored.states, change] } };
  }
  return { kind: 'retry', reason: outcome.kind === 'busy' ? outcome.reason : 'the state was appended meanwhile' };
}
