import type { LedgerRecord } from '#ledger/stored-fields';

/** An item as it stands in the ledger's table. */
export interface StoredItem {
  readonly pk: string;
  readonly sk: string;
  readonly record: LedgerRecord;
}

/** Everything that stands in the ledger, in no order, page by page: for copies and audits, never for a posting. */
export interface LedgerScan {
  pages(): AsyncIterable<readonly StoredItem[]>;
}
