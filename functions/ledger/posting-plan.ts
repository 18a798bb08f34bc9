import { assertThat } from '#kernel/errors';
import { powerOfTen } from '#kernel/money/power-of-ten';
import { LEDGER_DIGITS_MAX, type Units } from '#kernel/money/units';
import type { Instant } from '#kernel/time/clock';
import { accountOf } from '#ledger/account';
import { type Entry, hashOf, isBackDated, type OpenParent } from '#ledger/entry';
import { mayOverdraw, type TransactionDraft } from '#ledger/journal-transaction';
import type { BackDatedMarker, LedgerItem } from '#ledger/ledger-item';
import { amountOf, type Movement, movementsOf } from '#ledger/movement';
import type { PostOutcome } from '#ledger/ports';
import { type ShardId, shardOf } from '#ledger/shard';

/** What an account's write starts from. */
export interface Stand {
  readonly movement: Movement;
  readonly shard: ShardId;
  readonly head: Entry | undefined;
}

export interface PlanInput {
  readonly draft: TransactionDraft;
  readonly contentHash: string;
  readonly parentId?: string;
  readonly stands: readonly Stand[];
  /** Parents, among those open on the heads, that have completed since (R30). */
  readonly completedParents: ReadonlySet<string>;
  readonly recordedAt: Instant;
}

export type EntryPlan =
  | { readonly kind: 'planned'; readonly items: readonly LedgerItem[] }
  | Extract<PostOutcome, { readonly kind: 'bound-exceeded' | 'refused' }>;

/** The shard that each movement of a transaction goes to. */
export function movementShards(draft: TransactionDraft): readonly Omit<Stand, 'head'>[] {
  return movementsOf(draft).map((movement) => ({ movement, shard: shardOf(movement.account, draft.id) }));
}

/** The recorded time of a transaction: now, but never before an entry that it follows. */
export function stampOf(now: Instant, heads: readonly (Pick<Entry, 'recordedAt'> | undefined)[]): Instant {
  let stamp = now;
  for (const head of heads) if (head !== undefined && head.recordedAt > stamp) stamp = head.recordedAt;
  return stamp;
}

/** The entries of a transaction on the heads given, with their markers and registrations; or the bound in the way. */
export function planEntries(input: PlanInput): EntryPlan {
  const items: LedgerItem[] = [];
  for (const stand of input.stands) {
    const entry = entryAfter(stand, input);
    const obstacle = obstacleTo(entry, stand, input);
    if (obstacle !== undefined) return obstacle;
    items.push({ kind: 'entry', entry });
    if (entry.sequence === 1) items.push({ kind: 'account', shard: entry.shard, recordedAt: entry.recordedAt });
    if (isBackDated(entry)) items.push({ kind: 'marker', marker: markerOf(entry) });
  }
  return { kind: 'planned', items };
}

function entryAfter({ movement, shard, head }: Stand, input: PlanInput): Entry {
  const { draft, parentId, recordedAt } = input;
  const amount = amountOf(movement);
  const effectiveAt = draft.effectiveAt;
  const unhashed = {
    ...movement,
    shard,
    sequence: (head?.sequence ?? 0) + 1,
    transactionId: draft.id,
    ...(parentId === undefined ? {} : { parentId }),
    kind: draft.kind,
    source: draft.source,
    posted: (head?.posted ?? 0n) + amount,
    reserved: (head?.reserved ?? 0n) + movement.reservedChange,
    effectiveAt,
    recordedAt,
    latestEffectiveAt:
      head !== undefined && head.latestEffectiveAt > effectiveAt ? head.latestEffectiveAt : effectiveAt,
    openParents: openParentsAfter(head, amount, input),
    contentHash: input.contentHash,
    previousHash: head?.hash ?? '',
  };
  assertThat(head === undefined || head.account === movement.account, `${shard} has an entry of ${head?.account}`);
  return { ...unhashed, hash: hashOf(unhashed) };
}

function markerOf(entry: Entry): BackDatedMarker {
  const { shard, sequence, reservedChange, effectiveAt, recordedAt } = entry;
  return { shard, sequence, amount: amountOf(entry), reservedChange, effectiveAt, recordedAt };
}

function openParentsAfter(head: Entry | undefined, amount: Units, input: PlanInput): readonly OpenParent[] {
  const still = (head?.openParents ?? []).filter(({ id }) => !input.completedParents.has(id));
  const id = input.parentId;
  if (id === undefined) return still;
  const own = still.find((parent) => parent.id === id)?.units ?? 0n;
  const others = still.filter((parent) => parent.id !== id);
  return [...others, { id, units: own + amount, effectiveAt: input.draft.effectiveAt }];
}

/** Credits of incomplete parents; their debits count at once, since caution costs nobody money (R30). */
export function incompleteUnits(parents: readonly OpenParent[]): Units {
  let sum = 0n;
  for (const { units } of parents) if (units > 0n) sum += units;
  return sum;
}

const UNITS_END = powerOfTen(LEDGER_DIGITS_MAX);

function isWritable(units: Units): boolean {
  return -UNITS_END < units && units < UNITS_END;
}

function obstacleTo(entry: Entry, stand: Stand, input: PlanInput): EntryPlan | undefined {
  const { account } = entry;
  if (!isWritable(entry.posted) || !isWritable(entry.reserved)) {
    const reason = `${input.draft.id} takes ${account} past 28 digits; nobody could read the account again`;
    return { kind: 'refused', reason };
  }
  if (entry.reserved < 0n) {
    const reason = `${input.draft.id} releases more than is reserved on ${account}; release at most what was reserved`;
    return { kind: 'refused', reason };
  }
  const lowersBy = entry.reservedChange - amountOf(entry);
  if (accountOf(account).kind.floor === 'none' || mayOverdraw(input.draft.kind) || lowersBy <= 0n) return undefined;
  const parents = (stand.head?.openParents ?? []).filter(({ id }) => !input.completedParents.has(id));
  const available = (stand.head?.posted ?? 0n) - (stand.head?.reserved ?? 0n) - incompleteUnits(parents);
  return available < lowersBy ? { kind: 'bound-exceeded', account, available, needed: lowersBy } : undefined;
}
