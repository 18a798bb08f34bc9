import type { Instant } from '#kernel/time/clock';
import type { Entry } from '#ledger/entry';
import type { JournalTransaction, StateChange } from '#ledger/journal-transaction';
import type { BackDatedMarker, BalanceSnapshot, LedgerItem } from '#ledger/ledger-item';
import type { ShardId } from '#ledger/shard';

/** What became of a write. All of its items stand, or none does; after `busy` nobody knows which. */
export type AppendOutcome =
  | { readonly kind: 'appended' }
  /** These of the items have a key that was taken before; nothing was written. */
  | { readonly kind: 'exists'; readonly items: readonly LedgerItem[] }
  /** A conflict, throttling or a lost answer: try again with a fresh stamp. */
  | { readonly kind: 'busy'; readonly reason: string };

/** Where the ledger's items stand. It can insert and read; there is no way to change or remove (R27). */
export interface LedgerStore {
  /** The newest entry of each shard, in the order asked, with strong consistency. */
  newestEntries(shards: readonly ShardId[]): Promise<readonly (Entry | undefined)[]>;
  /** Header and states of a transaction, with strong consistency. */
  transaction(id: string): Promise<JournalTransaction | undefined>;
  /** The states of a transaction in order, with strong consistency; empty when there is no such transaction. */
  states(transactionId: string): Promise<readonly StateChange[]>;
  /** Inserts all items, at most `WRITE_ITEMS_MAX`, or none. */
  append(items: readonly LedgerItem[]): Promise<AppendOutcome>;
  entryAt(shard: ShardId, sequence: number): Promise<Entry | undefined>;
  /** Entries below sequence `before` (default: from the newest), newest first. */
  entriesBefore(input: {
    readonly shard: ShardId;
    readonly before?: number;
    readonly limit: number;
  }): Promise<readonly Entry[]>;
  /** Markers with `after < sequence <= through`, in order. */
  markersBetween(input: {
    readonly shard: ShardId;
    readonly after: number;
    readonly through: number;
  }): Promise<readonly BackDatedMarker[]>;
  /** The shard's snapshot of that very instant that reaches furthest, but not beyond sequence `through`. */
  snapshotOf(input: {
    readonly shard: ShardId;
    readonly at: Instant;
    readonly through: number;
  }): Promise<BalanceSnapshot | undefined>;
  /** Shards that have entries and whose path is `prefix` or continues it at a `:`; all of them for an empty prefix. */
  shardsUnder(prefix: string): Promise<readonly ShardId[]>;
}

/** Waits before a further attempt, longer and more randomly as they mount up, so that rivals do not meet again. */
export interface Pause {
  beforeAttempt(attempt: number): Promise<void>;
}
