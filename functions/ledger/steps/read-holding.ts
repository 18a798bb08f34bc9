import type { Currency } from '#kernel/money/currency';
import type { Units } from '#kernel/money/units';
import { type Instant, millisecondsOf } from '#kernel/time/clock';
import { compareUtf8 } from '#kernel/utf8-order';
import { type AccountId, accountOf } from '#ledger/account';
import { bucketOf, type HeldReason, holdingTerms } from '#ledger/holding-terms';
import { type OpenItem, OpenItems } from '#ledger/open-items';
import { accountOfShard, type ShardId } from '#ledger/shard';
import { inGroups } from '#ledger/steps/in-groups';
import type { LedgerStore } from '#ledger/store';

/** Money without an owner, with its source, its age and the way out. */
export interface HeldItem extends OpenItem {
  readonly account: AccountId;
  readonly currency: Currency;
  readonly reason: HeldReason;
  /** Whole days since `since`; never below zero. */
  readonly ageDays: number;
  readonly isOverdue: boolean;
  readonly releasePath: string;
}

export interface HeldPage {
  readonly items: readonly HeldItem[];
  /** The account after which the next page starts; absent on the last. */
  readonly position?: string;
}

const DAY_MILLISECONDS = 86_400_000;
const ENTRIES_PAGE = 100;

/** Items by account, oldest first within one; a page ends with a whole account, so it may hold some more than `limit`. */
export async function readHolding(
  store: LedgerStore,
  query: { readonly now: Instant; readonly limit: number; readonly after?: string | undefined },
): Promise<HeldPage> {
  const shards = (await heldShards(store)).filter((shard) => compareUtf8(shard, query.after ?? '') > 0);
  const items: HeldItem[] = [];
  for (const [index, shard] of shards.entries()) {
    items.push(...(await itemsOn(store, shard, query.now)));
    if (items.length >= query.limit) return index === shards.length - 1 ? { items } : { items, position: shard };
  }
  return { items };
}

/** One line of the ageing report. */
export interface AgeingLine {
  readonly reason: HeldReason;
  readonly currency: Currency;
  readonly fromDays: number;
  readonly beforeDays: number | null;
  readonly units: Units;
  readonly items: number;
  /** What of it is overdue; nothing for what is held by design. */
  readonly overdueUnits: Units;
}

/** All held money by reason, currency and age; by reason, then currency, then age. */
export async function readAgeing(store: LedgerStore, now: Instant): Promise<readonly AgeingLine[]> {
  const held = await inGroups(await heldShards(store), (shard) => itemsOn(store, shard, now));
  const lines = new Map<string, AgeingLine>();
  for (const { reason, currency, ageDays, units, isOverdue } of held.flat()) {
    const { from, before } = bucketOf(ageDays);
    const key = `${reason} ${currency} ${String(from).padStart(6, '0')}`;
    const empty = { reason, currency, fromDays: from, beforeDays: before, units: 0n, items: 0, overdueUnits: 0n };
    const line = lines.get(key) ?? empty;
    lines.set(key, {
      ...line,
      units: line.units + units,
      items: line.items + 1,
      overdueUnits: line.overdueUnits + (isOverdue ? units : 0n),
    });
  }
  return [...lines].sort(([left], [right]) => compareUtf8(left, right)).map(([, line]) => line);
}

async function heldShards(store: LedgerStore): Promise<readonly ShardId[]> {
  const found = await Promise.all(['holding', 'unexplained'].map((prefix) => store.shardsUnder(prefix)));
  return found.flat().toSorted(compareUtf8);
}

async function itemsOn(store: LedgerStore, shard: ShardId, now: Instant): Promise<readonly HeldItem[]> {
  const [head] = await store.newestEntries([shard]);
  if (head === undefined || head.posted <= 0n) return [];
  const open = new OpenItems(head.posted);
  let before = head.sequence + 1;
  for (let isMore = true; isMore && before > 1; ) {
    for (const entry of await store.entriesBefore({ shard, before, limit: ENTRIES_PAGE })) {
      before = entry.sequence;
      isMore = open.take(entry);
      if (!isMore) break;
    }
  }
  const account = accountOfShard(shard);
  return open.items().map((item) => heldItem(account, item, now));
}

function heldItem(account: AccountId, item: OpenItem, now: Instant): HeldItem {
  const { currency, kind } = accountOf(account);
  const second = account.split(':')[1] ?? '';
  const reason = kind.kind === 'unexplained' ? 'unexplained' : (second as HeldReason);
  // A reason that the terms do not know was posted by hand; whoever did so decides, soon.
  const { overdueAfterDays, releasePath } = holdingTerms[reason] ?? {
    overdueAfterDays: 30,
    releasePath: 'Move it by a manual transaction of two people',
  };
  const ageDays = Math.max(0, Math.floor((millisecondsOf(now) - millisecondsOf(item.since)) / DAY_MILLISECONDS));
  const isOverdue = overdueAfterDays !== null && ageDays > overdueAfterDays;
  return { ...item, account, currency, reason, ageDays, isOverdue, releasePath };
}
