import type { Json } from '#kernel/canonical-json';
import { digestOf } from '#kernel/digest';
import { assertThat } from '#kernel/errors';
import { formatUnits, type Units } from '#kernel/money/units';
import type { Instant } from '#kernel/time/clock';
import { type AccountId, accountOf } from '#ledger/account';
import type { TransactionKind, TransactionSource } from '#ledger/journal-transaction';
import { amountOf } from '#ledger/movement';
import type { ShardId } from '#ledger/shard';

/** What a still incomplete parent has put on an account so far (R30), on its normal side. */
export interface OpenParent {
  readonly id: string;
  readonly units: Units;
  readonly effectiveAt: Instant;
}

/** One side of a transaction as it stands in the history of one account; never updated, never deleted (R27). */
export interface Entry {
  readonly account: AccountId;
  readonly shard: ShardId;
  /** 1, 2, 3 … without a gap: the optimistic lock, and the proof that nothing is missing. */
  readonly sequence: number;
  readonly transactionId: string;
  readonly parentId?: string;
  readonly kind: TransactionKind;
  readonly source: TransactionSource;
  readonly debit: Units;
  readonly credit: Units;
  readonly reservedChange: Units;
  /** Running balances after this entry, on the account's normal side. */
  readonly posted: Units;
  readonly reserved: Units;
  readonly effectiveAt: Instant;
  /** Never earlier than the entry before it. */
  readonly recordedAt: Instant;
  /** The latest effective time of this entry and all before it; an earlier one of its own makes it back-dated. */
  readonly latestEffectiveAt: Instant;
  readonly openParents: readonly OpenParent[];
  /** The transaction's content hash, so that the chain covers the headers too. */
  readonly contentHash: string;
  /** The hash of the entry before; empty for the first. */
  readonly previousHash: string;
  readonly hash: string;
}

/** The entry in the snake_case members under which it is stored, without its hash. */
export function entryRecord(entry: Omit<Entry, 'hash'>): { readonly [name: string]: Json | undefined } {
  return {
    account: entry.account,
    shard: entry.shard,
    currency: accountOf(entry.account).currency,
    sequence: entry.sequence,
    transaction_id: entry.transactionId,
    parent_id: entry.parentId,
    kind: entry.kind,
    source_type: entry.source.type,
    source_id: entry.source.id,
    debit: formatUnits(entry.debit),
    credit: formatUnits(entry.credit),
    reserved_change: formatUnits(entry.reservedChange),
    posted: formatUnits(entry.posted),
    reserved: formatUnits(entry.reserved),
    effective_at: entry.effectiveAt,
    recorded_at: entry.recordedAt,
    latest_effective_at: entry.latestEffectiveAt,
    open_parents: entry.openParents.map((parent) => [parent.id, formatUnits(parent.units), parent.effectiveAt]),
    content_hash: entry.contentHash,
    previous_hash: entry.previousHash,
  };
}

/** SHA-256 over the canonical JSON of everything the entry says, the hash before it included. */
export function hashOf(entry: Omit<Entry, 'hash'>): string {
  return digestOf(entryRecord(entry));
}

/** Whether the entry counts earlier than one recorded before it; such an entry leaves a marker for `as_of`. */
export function isBackDated(entry: Entry): boolean {
  return entry.effectiveAt < entry.latestEffectiveAt;
}

/**
 * Whether the entry took an account below its bound: a refund or a reversal after the money was paid. No other kind of
 * transaction may (`mayOverdraw`), so a balance below zero always has such an entry that says so.
 */
export function isClawback(entry: Entry): boolean {
  return accountOf(entry.account).kind.floor === 'zero' && entry.posted < 0n && amountOf(entry) < 0n;
}

/** The first fault of an entry against the one before it, or `undefined`: sequence, chain, hash, running balances. */
export function faultOf(entry: Entry, previous: Entry | undefined): string | undefined {
  const name = `${entry.shard} entry ${entry.sequence}`;
  if (entry.sequence !== (previous?.sequence ?? 0) + 1) return `${name} follows ${previous?.sequence ?? 0}`;
  if (entry.previousHash !== (previous?.hash ?? '')) return `${name} does not chain over the entry before it`;
  if (entry.hash !== hashOf(entry)) return `${name} has a hash other than its content’s`;
  if (entry.posted !== (previous?.posted ?? 0n) + amountOf(entry)) return `${name} has a wrong posted balance`;
  if (entry.reserved !== (previous?.reserved ?? 0n) + entry.reservedChange) return `${name} has a wrong reserve`;
  if (previous !== undefined && entry.recordedAt < previous.recordedAt) return `${name} was recorded before its time`;
  const latest = previous === undefined || previous.latestEffectiveAt < entry.effectiveAt ? entry : previous;
  const expected = latest === entry ? entry.effectiveAt : latest.latestEffectiveAt;
  return entry.latestEffectiveAt === expected ? undefined : `${name} has a wrong latest effective time`;
}

/** Asserts an entry on read by itself: its hash covers what it says. */
export function assertIntact(entry: Entry): Entry {
  assertThat(entry.hash === hashOf(entry), `${entry.shard} entry ${entry.sequence} was altered after it was written`);
  return entry;
}
