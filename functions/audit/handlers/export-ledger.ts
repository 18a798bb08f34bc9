import { readFile } from 'node:fs/promises';
import { exportLedger } from '#audit/api';
import { JOURNAL_TEXTS } from '#audit/journal-export';
import { exportJournal } from '#audit/steps/export-journal';
import { exportShelf, openExportSpool } from '#platform/compose/exports';
import { ledgerScan } from '#platform/compose/ledger-copy';
import { httpHandler } from '#platform/http/http-handler';

/** Lambda answers with 6 MB at most, quotes and line ends escaped. */
const ANSWER_BYTES_MAX = 4_000_000;

const scan = ledgerScan();
const shelf = exportShelf();

export const handler = httpHandler(exportLedger, async ({ query: { format }, correlationId }) => {
  const text = JOURNAL_TEXTS[format];
  const spool = await openExportSpool();
  try {
    const { path, bytes } = await exportJournal(scan, spool, text);
    if (bytes <= ANSWER_BYTES_MAX)
      return { status: 200, headers: { 'content-type': text.contentType }, body: await readFile(path, 'utf8') };
    return { status: 303, headers: { location: await shelf.put({ path, format, name: correlationId }) } };
  } finally {
    await spool.close();
  }
});
