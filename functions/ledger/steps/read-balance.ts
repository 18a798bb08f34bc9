import { sumUnits, type Units } from '#kernel/money/units';
import type { Instant } from '#kernel/time/clock';
import { type AccountId, accountOf } from '#ledger/account';
import type { Balance } from '#ledger/balance';
import type { Entry } from '#ledger/entry';
import { incompleteUnits } from '#ledger/posting-plan';
import { type ShardId, shardsOf } from '#ledger/shard';
import type { LedgerAccess } from '#ledger/steps/ledger-access';
import { completedAmong } from '#ledger/steps/lineage';
import type { LedgerStore } from '#ledger/store';

/** The two clocks of a question (R31); what is left out means now, with everything recorded so far. */
export interface BalanceInstants {
  readonly asOf?: Instant;
  readonly knownAt?: Instant;
}

interface Amounts {
  readonly posted: Units;
  readonly reserved: Units;
  readonly incomplete: Units;
}

const NOTHING: Amounts = { posted: 0n, reserved: 0n, incomplete: 0n };

/**
 * The balance of an account over its shards. The newest entry is the balance in recorded order, so a question about now
 * costs the same whatever the history's length; one about another instant costs its logarithm.
 */
export async function readBalance(
  access: LedgerAccess,
  account: AccountId,
  at: BalanceInstants = {},
): Promise<Balance> {
  const now = access.clock.now();
  const shards = shardsOf(account);
  const heads = await access.store.newestEntries(shards);
  const parts = await Promise.all(
    shards.map((shard, index) => amountsOf(access.store, { shard, head: heads[index], now, at })),
  );
  const [posted, reserved, incomplete] = (['posted', 'reserved', 'incomplete'] as const).map((field) =>
    sumUnits(parts.map((part) => part[field])),
  ) as [Units, Units, Units];
  return {
    account,
    currency: accountOf(account).currency,
    posted,
    reserved,
    incomplete,
    available: posted - reserved - incomplete,
    asOf: at.asOf ?? now,
    knownAt: at.knownAt ?? now,
  };
}

async function amountsOf(
  store: LedgerStore,
  question: {
    readonly shard: ShardId;
    readonly head: Entry | undefined;
    readonly now: Instant;
    readonly at: BalanceInstants;
  },
): Promise<Amounts> {
  const { head, at, now } = question;
  if (head === undefined) return NOTHING;
  // A rival's clock may run ahead of ours; what it has recorded is known all the same.
  const knownAt = at.knownAt ?? laterOf(now, head.recordedAt);
  const asOf = at.asOf ?? laterOf(now, head.recordedAt);
  const known = await lastEntry(store, head, (entry) => entry.recordedAt <= knownAt);
  if (known === undefined) return NOTHING;
  const { posted, reserved } = await amountsAt(store, { shard: question.shard, known, asOf });
  const completed = await completedAmong(store, [known], undefined, at.knownAt);
  const open = known.openParents.filter(({ id, effectiveAt }) => !completed.has(id) && effectiveAt <= asOf);
  return { posted, reserved, incomplete: incompleteUnits(open) };
}

/**
 * What the entries up to `known` say that the shard held at `asOf`. It starts from the last entry before which nothing counts later
 * than `asOf`, or from a snapshot of that very instant where it reaches further, and adds what was entered after it back-dated.
 */
export async function amountsAt(
  store: LedgerStore,
  { shard, known, asOf }: { readonly shard: ShardId; readonly known: Entry; readonly asOf: Instant },
): Promise<Omit<Amounts, 'incomplete'>> {
  if (known.latestEffectiveAt <= asOf) return known;
  const [base, snapshot] = await Promise.all([
    lastEntry(store, known, (entry) => entry.latestEffectiveAt <= asOf),
    store.snapshotOf({ shard, at: asOf, through: known.sequence }),
  ]);
  const isFurther = snapshot !== undefined && snapshot.sequence > (base?.sequence ?? 0);
  const start = (isFurther ? snapshot : base) ?? { posted: 0n, reserved: 0n, sequence: 0 };
  // After the base an entry that counts by `asOf` counts earlier than one before it, so it has left a marker.
  const markers =
    start.sequence === known.sequence
      ? []
      : await store.markersBetween({ shard, after: start.sequence, through: known.sequence });
  const counted = markers.filter(({ effectiveAt }) => effectiveAt <= asOf);
  return {
    posted: start.posted + sumUnits(counted.map(({ amount }) => amount)),
    reserved: start.reserved + sumUnits(counted.map(({ reservedChange }) => reservedChange)),
  };
}

function laterOf(left: Instant, right: Instant): Instant {
  return left > right ? left : right;
}

/** The last entry up to `from` that satisfies a test which, along the sequence, turns from true to false at most once. */
async function lastEntry(
  store: LedgerStore,
  from: Entry,
  isWithin: (entry: Entry) => boolean,
): Promise<Entry | undefined> {
  if (isWithin(from)) return from;
  let found: Entry | undefined;
  let low = 1;
  let high = from.sequence - 1;
  while (low <= high) {
    const middle = Math.floor((low + high) / 2);
    const entry = await store.entryAt(from.shard, middle);
    if (entry !== undefined && isWithin(entry)) {
      found = entry;
      low = middle + 1;
    } else high = middle - 1;
  }
  return found;
}
