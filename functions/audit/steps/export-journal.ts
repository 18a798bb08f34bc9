import type { ExportSpool } from '#audit/export-ports';
import type { JournalText } from '#audit/journal-export';
import type { AccountId } from '#ledger/account';
import type { LedgerScan } from '#ledger/ledger-scan';
import { transactionFrom } from '#ledger/transaction-record';

/**
 * Writes the whole journal as another tool's text: every transaction that was posted, by its header, which holds all of its
 * postings and was written in one piece. So every transaction is there whole or not at all, however long the reading takes.
 */
export async function exportJournal(
  scan: LedgerScan,
  spool: ExportSpool,
  text: JournalText,
): Promise<{ readonly path: string; readonly bytes: number }> {
  const accounts = new Set<AccountId>();
  let since = '9999-12-31';
  for await (const page of scan.pages()) {
    for (const { pk, sk, record } of page) {
      if (!pk.startsWith('TXN#')) continue;
      if (sk !== 'HEAD') {
        if (record['state'] === 'posted') spool.markPosted(pk.slice('TXN#'.length));
        continue;
      }
      const header = transactionFrom(record, []);
      if (header.postings.length === 0) continue;
      for (const { debit, credit } of header.postings) accounts.add(debit).add(credit);
      if (header.effectiveAt.slice(0, 10) < since) since = header.effectiveAt.slice(0, 10);
      const { id, effectiveAt, recordedAt } = header;
      spool.keep({ id, effectiveAt, recordedAt, text: text.transaction(header) });
    }
  }
  return spool.write(text.head([...accounts], since));
}
