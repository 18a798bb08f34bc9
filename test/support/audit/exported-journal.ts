import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createExportSpool } from '#audit/adapters/duckdb-export-spool';
import { type ExportFormat, JOURNAL_TEXTS } from '#audit/journal-export';
import { exportJournal } from '#audit/steps/export-journal';
import { openWorkDatabase } from '#platform/clients/duckdb';
import { scanOf } from '#test/support/audit/directory-copy';
import { aDraft, aLedger, aPosting } from '#test/support/ledger/builders';
import { InMemoryLedgerStore } from '#test/support/ledger/in-memory-ledger-store';

/** The export of a store, as a route would answer it. */
export async function exported(store: InMemoryLedgerStore, format: ExportFormat): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'pennywhistle-export-'));
  const spool = await createExportSpool(await openWorkDatabase(directory, 256));
  try {
    const { path } = await exportJournal(scanOf(store.storedItems()), spool, JOURNAL_TEXTS[format]);
    return await readFile(path, 'utf8');
  } finally {
    await spool.close();
    await rm(directory, { recursive: true, force: true });
  }
}

/** Holders whose ids are hard on other tools: punctuation that means something there, other scripts, near twins. */
export const HARD_IDS = [
  'H1',
  'h1',
  'H-1',
  'H_1',
  '(H1)',
  '*',
  '!x',
  "O'Neil",
  'Björk',
  '東京',
  'a b',
  '%',
  '~.',
  '0',
  'X-h1',
  '-',
  '-2D',
];

/** Books with everything that an export meets: hard names and notes, chunks, a reversal, an exchange, a reservation, prepared money. */
export async function hardBooks() {
  const store = new InMemoryLedgerStore();
  const made = aLedger(store);
  const { ledger } = made;
  const holder = (id: string) => `payable:holder:${encodeURIComponent(id)}:USD`;
  for (const [index, id] of HARD_IDS.entries()) {
    const note = ['It’s "quoted" \\ ; tag:x, | done', 'two\nlines  \t and more', '=1+1', '!', ' '][index % 5] ?? '';
    await ledger.post(
      aDraft(`t${index}`, [aPosting('bank:USD', holder(id), `${index + 1}.000000000${index % 10}`)], { note }),
    );
  }
  const POOL = 'clearing:pool:US_2025_04:USD';
  const holders = Array.from({ length: 60 }, (_, index) => aPosting(POOL, holder(`C${index}`), '0.0000000001'));
  await ledger.post(aDraft('funding', [aPosting('revenue:US:USD', POOL, '0.000000006')]));
  await ledger.postInChunks(aDraft('distribution', holders, { kind: 'distribution' }));
  await ledger.post(
    aDraft('exchange', [aPosting('fx:USD', 'bank:USD', '10'), aPosting('bank:INR', 'fx:INR', '824.2135')], {
      kind: 'exchange',
    }),
  );
  await ledger.reverse({
    id: 't0',
    effectiveAt: made.clock.now(),
    correlationId: 'c',
    actor: { subject: 'a' },
    note: 'wrong',
  });
  return { store, holder, ...made };
}
