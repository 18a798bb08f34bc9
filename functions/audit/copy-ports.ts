import type { CopyTable } from '#audit/copy-table';
import type { Instant } from '#kernel/time/clock';
import type { LedgerScan, StoredItem } from '#ledger/ledger-scan';

/** A file of the copy in the lake: everything of one table that was recorded in one hour. */
export interface CopyFile {
  readonly table: CopyTable['name'];
  /** `2025-05-01/13`. */
  readonly hour: string;
}

/** The copy's files in the lake. Every write names what it replaces, so that two writers never undo each other. */
export interface CopyFiles {
  /** Every file of a table, in order of time. */
  list(table: CopyTable['name']): Promise<readonly CopyFile[]>;
  /** Fetches a file to a path on local disk; answers the version that was fetched, `undefined` when there is none. */
  fetch(file: CopyFile, path: string): Promise<string | undefined>;
  /** Stores a file in place of the version that was fetched (`undefined`: of none); `stale` when another one stands there by now. */
  store(file: CopyFile, path: string, replaces: string | undefined): Promise<'stored' | 'stale'>;
  remove(files: readonly CopyFile[]): Promise<void>;
}

/** A row that stands on one side and not, or otherwise, on the other. */
export interface CopyDifference {
  readonly table: CopyTable['name'];
  /** The row's key, e.g. `bank:USD#03/7`. */
  readonly key: string;
  readonly account?: string;
  /** Of a row that belongs to one. */
  readonly transactionId?: string;
  /** `copy-alone`: the table lost it. `differs`: both have it, with other content. */
  readonly kind: 'copy-alone' | 'differs';
}

export interface CopyComparison {
  /** Rows of the table that the copy lacked, and has now. */
  readonly added: number;
  readonly differences: readonly CopyDifference[];
}

/** The copy of the ledger in the lake, a table a kind of item: a row an item, each once. */
export interface LedgerCopy {
  /** Adds the items that the copy lacks; adding them again changes nothing. Answers the number of rows that were new. */
  add(items: readonly StoredItem[]): Promise<number>;
  /**
   * Compares all that was recorded by the cut, adds what the copy lacks, and touches nothing that it has: what the table lost
   * or was changed in stays on view. `seen` is shown each item on the way.
   */
  reconcile(scan: LedgerScan, cut: Instant, seen: (item: StoredItem) => void): Promise<CopyComparison>;
}
