import { canonicalJson } from '#kernel/canonical-json';
import { formatUnits, parseUnits } from '#kernel/money/units';
import { parseAccount } from '#ledger/account';
import type { StoredItem } from '#ledger/ledger-scan';
import { amountOf } from '#ledger/movement';
import { accountOfShard, type ShardId } from '#ledger/shard';
import type { LedgerRecord } from '#ledger/stored-fields';

export type CellType = 'text' | 'integer' | 'amount';
/** A cell as text; absent is null. Amounts are decimals of ledger scale. */
export type Cell = string | undefined;

/** A table of the copy: its columns in order, of which the first `keys` name a row. */
export interface CopyTable {
  readonly name: 'ledger_entries' | 'ledger_transactions' | 'ledger_states' | 'ledger_snapshots';
  readonly columns: readonly (readonly [name: string, type: CellType])[];
  readonly keys: readonly string[];
}

/** One row, and the hour in which it was recorded: the file where it belongs. */
export interface CopyRow {
  readonly table: CopyTable;
  /** `2025-05-01/13`. */
  readonly hour: string;
  readonly cells: readonly Cell[];
}

const texts = (...names: readonly string[]) => names.map((name) => [name, 'text'] as const);
const amounts = (...names: readonly string[]) => names.map((name) => [name, 'amount'] as const);

/** One row per entry. `amount` is the change on the account's normal side; `extra` what an entry says beyond these columns. */
export const ENTRIES: CopyTable = {
  name: 'ledger_entries',
  keys: ['shard', 'sequence'],
  columns: [
    ...texts('account', 'shard', 'currency'),
    ['sequence', 'integer'],
    ...texts('transaction_id', 'parent_id', 'kind', 'source_type', 'source_id'),
    ...amounts('debit', 'credit', 'amount', 'reserved_change', 'posted', 'reserved'),
    ...texts('effective_at', 'recorded_at', 'latest_effective_at', 'open_parents'),
    ...texts('content_hash', 'previous_hash', 'hash', 'extra'),
  ],
};

/** One row per journal transaction: its header. */
export const TRANSACTIONS: CopyTable = {
  name: 'ledger_transactions',
  keys: ['transaction_id'],
  columns: [
    ...texts('transaction_id', 'kind', 'postings', 'reservations', 'effective_at', 'recorded_at'),
    ...texts('source_type', 'source_id', 'correlation_id', 'actor', 'actor_address'),
    ...texts('reversal_of', 'supersedes', 'expires_at', 'draws_on', 'note', 'content_hash', 'parent_id'),
    ['chunk_count', 'integer'],
    ...texts('extra'),
  ],
};

/** One row per state that a journal transaction came to. */
export const STATES: CopyTable = {
  name: 'ledger_states',
  keys: ['transaction_id', 'ordinal'],
  columns: [
    ...texts('transaction_id'),
    ['ordinal', 'integer'],
    ...texts('state', 'actor', 'actor_address', 'reason', 'recorded_at', 'by_transaction_id'),
    ...amounts('remaining'),
    ...texts('extra'),
  ],
};

/** One row per balance at a period end that was written down, as the shard's entries up to `sequence` say. */
export const SNAPSHOTS: CopyTable = {
  name: 'ledger_snapshots',
  keys: ['shard', 'as_of', 'sequence'],
  columns: [
    ...texts('account', 'shard', 'as_of'),
    ['sequence', 'integer'],
    ...texts('entry_hash'),
    ...amounts('posted', 'reserved'),
    ...texts('recorded_at', 'extra'),
  ],
};

export const COPY_TABLES: readonly CopyTable[] = [ENTRIES, TRANSACTIONS, STATES, SNAPSHOTS];

/**
 * The row of an item; `undefined` for markers and registrations, which follow from the entries. What is stored and has no
 * column travels in `extra`, so that the copy never knows less than the table.
 */
export function copyRowOf({ pk, sk, record }: StoredItem): CopyRow | undefined {
  if (pk.startsWith('ACCT#') && sk.startsWith('E#')) return rowOf(ENTRIES, record, { amount: signedAmountOf(record) });
  if (pk.startsWith('ACCT#') && sk.startsWith('P#')) return snapshotRowOf(pk.slice('ACCT#'.length) as ShardId, record);
  if (!pk.startsWith('TXN#')) return undefined;
  if (sk === 'HEAD') return rowOf(TRANSACTIONS, record);
  const { by, ...state } = record;
  return rowOf(STATES, state, {
    transaction_id: pk.slice('TXN#'.length),
    ...(by === undefined ? {} : { by_transaction_id: String(by) }),
  });
}

/** `at` is a word of SQL; the column has the name that the API asks by. */
function snapshotRowOf(shard: ShardId, { at, ...snapshot }: LedgerRecord): CopyRow {
  return rowOf(SNAPSHOTS, snapshot, { shard, account: accountOfShard(shard), as_of: String(at) });
}

const KNOWN = new Map(COPY_TABLES.map(({ name, columns }) => [name, new Set(columns.map(([column]) => column))]));

function rowOf(table: CopyTable, record: LedgerRecord, derived: Readonly<Record<string, string>> = {}): CopyRow {
  const all: LedgerRecord = { ...record, ...derived };
  const known = KNOWN.get(table.name);
  const unknown = Object.keys(all).filter((name) => known?.has(name) !== true);
  const extra = Object.fromEntries(unknown.map((name) => [name, all[name]]));
  const withExtra = unknown.length === 0 ? all : { ...all, extra: canonicalJson(extra) };
  const recordedAt = String(record['recorded_at']);
  return {
    table,
    hour: `${recordedAt.slice(0, 10)}/${recordedAt.slice(11, 13)}`,
    cells: table.columns.map(([name]) => (withExtra[name] === undefined ? undefined : String(withExtra[name]))),
  };
}

/** The change on the normal side; of an entry that is no entry, nothing: the check of hashes says what is wrong with it. */
function signedAmountOf({ account, debit, credit }: LedgerRecord): string {
  const parsed = parseAccount(String(account));
  const [debitUnits, creditUnits] = [parseUnits(String(debit)), parseUnits(String(credit))];
  if (parsed === undefined || debitUnits === undefined || creditUnits === undefined) return formatUnits(0n);
  return formatUnits(amountOf({ account: parsed.id, debit: debitUnits, credit: creditUnits }));
}
