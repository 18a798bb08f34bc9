import type { Units } from '#kernel/money/units';
import type { Instant } from '#kernel/time/clock';
import type { Entry } from '#ledger/entry';
import type { JournalTransaction, StateChange } from '#ledger/journal-transaction';
import type { ShardId } from '#ledger/shard';

/** What `as_of` must add to a running balance: a back-dated entry's change, found by sequence without an index. */
export interface BackDatedMarker {
  readonly shard: ShardId;
  readonly sequence: number;
  readonly amount: Units;
  readonly reservedChange: Units;
  readonly effectiveAt: Instant;
  readonly recordedAt: Instant;
}

/** By which a reservation is found once its time has come. */
export interface Expiry {
  readonly reservationId: string;
  readonly expiresAt: Instant;
}

/** What a shard held at one instant of the effective clock, as the entries up to `sequence` say (R31). */
export interface BalanceSnapshot {
  readonly shard: ShardId;
  readonly at: Instant;
  readonly sequence: number;
  /** Of the entry at `sequence`, so that a snapshot belongs to one history. */
  readonly entryHash: string;
  readonly posted: Units;
  readonly reserved: Units;
  readonly recordedAt: Instant;
}

/** One thing to insert; each has a key of its own, and inserting it a second time fails. */
export type LedgerItem =
  | { readonly kind: 'transaction'; readonly transaction: Omit<JournalTransaction, 'states'> }
  | { readonly kind: 'state'; readonly transactionId: string; readonly change: StateChange }
  | { readonly kind: 'entry'; readonly entry: Entry }
  | { readonly kind: 'marker'; readonly marker: BackDatedMarker }
  | { readonly kind: 'account'; readonly shard: ShardId; readonly recordedAt: Instant }
  | { readonly kind: 'snapshot'; readonly snapshot: BalanceSnapshot }
  | { readonly kind: 'expiry'; readonly expiry: Expiry; readonly recordedAt: Instant }
  /** Nothing that expires on this day stands any more but what was instructed. */
  | { readonly kind: 'expired-day'; readonly day: string; readonly recordedAt: Instant };

/** Items of one write, at most: the bound of ExecuteTransaction. */
export const WRITE_ITEMS_MAX = 100;

/**
 * Accounts that one transaction may touch: a header, its state, the state of the transaction that it names (a reservation
 * names none, but has an expiry and a single account), and per
 * account an entry with either the account's registration (its first entry) or a back-dated marker (never its first).
 */
export const ACCOUNTS_MAX = Math.floor((WRITE_ITEMS_MAX - 3) / 2);

/** The primary key under which an item stands. */
export function keyOf(item: LedgerItem): { readonly pk: string; readonly sk: string } {
  switch (item.kind) {
    case 'transaction':
      return { pk: `TXN#${item.transaction.id}`, sk: 'HEAD' };
    case 'state':
      return { pk: `TXN#${item.transactionId}`, sk: `S#${padded(item.change.ordinal, 4)}` };
    case 'entry':
      return { pk: `ACCT#${item.entry.shard}`, sk: `E#${padded(item.entry.sequence, SEQUENCE_DIGITS)}` };
    case 'marker':
      return { pk: `ACCT#${item.marker.shard}`, sk: `B#${padded(item.marker.sequence, SEQUENCE_DIGITS)}` };
    case 'account':
      return registrationKeyOf(item.shard);
    case 'snapshot': {
      const { shard, at, sequence } = item.snapshot;
      return { pk: `ACCT#${shard}`, sk: snapshotKey(at, sequence) };
    }
    case 'expiry':
      return {
        pk: expiriesOf(item.expiry.expiresAt.slice(0, 10)),
        sk: `${item.expiry.expiresAt}#${item.expiry.reservationId}`,
      };
    case 'expired-day':
      return { pk: EXPIRED_DAYS, sk: item.day };
  }
}

/** Where a shard's snapshot of an instant stands, by the sequence that it reaches. */
export function snapshotKey(at: Instant, sequence: number): string {
  return `P#${at}#${padded(sequence, SEQUENCE_DIGITS)}`;
}

/** The partition of everything that expires on one day, `YYYY-MM-DD`, in order of time. */
export function expiriesOf(day: string): string {
  return `RESERVATIONS#${day}`;
}

/** The partition of the days of which everything has expired. */
export const EXPIRED_DAYS = 'RESERVATIONS';

/** Where a shard is registered, by the write of its first entry. */
export function registrationKeyOf(shard: ShardId): { readonly pk: string; readonly sk: string } {
  return { pk: `ACCOUNTS#${shard.split(':')[0]}`, sk: shard };
}

/** Digits of a sequence in a key: as text they sort as numbers. */
export const SEQUENCE_DIGITS = 12;

/** The number with leading zeros, for a key that sorts. */
export function padded(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}
