import { z } from 'zod';
import { assertThat } from '#kernel/errors';
import { formatUnits } from '#kernel/money/units';
import { assertIntact, type Entry, entryRecord } from '#ledger/entry';
import { transactionKinds } from '#ledger/journal-transaction';
import type { BackDatedMarker, BalanceSnapshot, LedgerItem } from '#ledger/ledger-item';
import { accountOfShard, type ShardId } from '#ledger/shard';
import { type LedgerRecord, storedAccount, storedInstant, storedList, storedUnits } from '#ledger/stored-fields';
import { stateRecord, transactionRecord } from '#ledger/transaction-record';

/** What is stored of an item. Lists travel as their JSON text; what is undefined is left out. */
export function recordOf(item: LedgerItem): LedgerRecord {
  switch (item.kind) {
    case 'transaction':
      return transactionRecord(item.transaction);
    case 'state':
      return stateRecord(item.change);
    case 'entry':
      return flat({ ...entryRecord(item.entry), hash: item.entry.hash });
    case 'marker':
      return {
        sequence: item.marker.sequence,
        amount: formatUnits(item.marker.amount),
        reserved_change: formatUnits(item.marker.reservedChange),
        effective_at: item.marker.effectiveAt,
        recorded_at: item.marker.recordedAt,
      };
    case 'account':
      return { account: accountOfShard(item.shard), recorded_at: item.recordedAt };
    case 'snapshot':
      return {
        at: item.snapshot.at,
        sequence: item.snapshot.sequence,
        entry_hash: item.snapshot.entryHash,
        posted: formatUnits(item.snapshot.posted),
        reserved: formatUnits(item.snapshot.reserved),
        recorded_at: item.snapshot.recordedAt,
      };
    case 'expiry':
      return {
        reservation_id: item.expiry.reservationId,
        expires_at: item.expiry.expiresAt,
        recorded_at: item.recordedAt,
      };
    case 'expired-day':
      return { day: item.day, recorded_at: item.recordedAt };
  }
}

function flat(record: ReturnType<typeof entryRecord>): LedgerRecord {
  const pairs = Object.entries(record).flatMap(([name, value]) => {
    if (value === undefined || value === null) return [];
    return [[name, typeof value === 'string' || typeof value === 'number' ? value : JSON.stringify(value)] as const];
  });
  return Object.fromEntries(pairs);
}

const entrySchema = z.object({
  account: storedAccount,
  shard: z.string(),
  sequence: z.int().positive(),
  transaction_id: z.string(),
  parent_id: z.string().optional(),
  kind: z.enum(transactionKinds),
  source_type: z.string(),
  source_id: z.string(),
  debit: storedUnits,
  credit: storedUnits,
  reserved_change: storedUnits,
  posted: storedUnits,
  reserved: storedUnits,
  effective_at: storedInstant,
  recorded_at: storedInstant,
  latest_effective_at: storedInstant,
  open_parents: storedList(z.tuple([z.string(), storedUnits, storedInstant])),
  content_hash: z.string(),
  previous_hash: z.string(),
  hash: z.string(),
});

/** Reads a stored entry; asserts that its hash still covers what it says. */
export function entryFrom(record: unknown): Entry {
  const read = entrySchema.parse(record);
  const shard = read.shard as ShardId;
  assertThat(accountOfShard(shard) === read.account, `${read.shard} is no shard of ${read.account}`);
  return assertIntact({
    account: read.account,
    shard,
    sequence: read.sequence,
    transactionId: read.transaction_id,
    ...(read.parent_id === undefined ? {} : { parentId: read.parent_id }),
    kind: read.kind,
    source: { type: read.source_type, id: read.source_id },
    debit: read.debit,
    credit: read.credit,
    reservedChange: read.reserved_change,
    posted: read.posted,
    reserved: read.reserved,
    effectiveAt: read.effective_at,
    recordedAt: read.recorded_at,
    latestEffectiveAt: read.latest_effective_at,
    openParents: read.open_parents.map(([id, units, effectiveAt]) => ({ id, units, effectiveAt })),
    contentHash: read.content_hash,
    previousHash: read.previous_hash,
    hash: read.hash,
  });
}

const markerSchema = z.object({
  sequence: z.int().positive(),
  amount: storedUnits,
  reserved_change: storedUnits,
  effective_at: storedInstant,
  recorded_at: storedInstant,
});

/** Reads a stored marker of the shard. */
export function markerFrom(shard: ShardId, record: unknown): BackDatedMarker {
  const read = markerSchema.parse(record);
  return {
    shard,
    sequence: read.sequence,
    amount: read.amount,
    reservedChange: read.reserved_change,
    effectiveAt: read.effective_at,
    recordedAt: read.recorded_at,
  };
}

const snapshotSchema = z.object({
  at: storedInstant,
  sequence: z.int().positive(),
  entry_hash: z.string(),
  posted: storedUnits,
  reserved: storedUnits,
  recorded_at: storedInstant,
});

/** Reads a stored snapshot of the shard. */
export function snapshotFrom(shard: ShardId, record: unknown): BalanceSnapshot {
  const { entry_hash, recorded_at, ...read } = snapshotSchema.parse(record);
  return { shard, ...read, entryHash: entry_hash, recordedAt: recorded_at };
}
