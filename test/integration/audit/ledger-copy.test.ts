import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { COPY_TABLES, ENTRIES } from '#audit/copy-table';
import { formatUnits } from '#kernel/money/units';
import { bindValues } from '#kernel/sql/bind-values';
import { instantOf } from '#kernel/time/clock';
import { readTrialBalance } from '#ledger/steps/read-trial-balance';
import { takeSnapshots } from '#ledger/steps/take-snapshots';
import { aCopyOnDisk, scanOf } from '#test/support/audit/directory-copy';
import { aDraft, aLedger, aPosting, MAY_1 } from '#test/support/ledger/builders';
import { InMemoryLedgerStore } from '#test/support/ledger/in-memory-ledger-store';
import trialBalance from '../../../functions/audit/sql/trial-balance.sql' with { type: 'text' };

const later = (milliseconds: number) => instantOf(Date.parse(MAY_1) + milliseconds);
const CUT = later(3 * 3_600_000);
const nothing = () => undefined;

/** A ledger of two hours, five accounts, a reversal and snapshots. */
async function aBusyLedger() {
  const store = new InMemoryLedgerStore();
  const made = aLedger(store);
  await made.ledger.post(aDraft('t1', [aPosting('bank:USD', 'payable:holder:H1:USD', '12.3456789012')]));
  await made.ledger.post(
    aDraft('t2', [aPosting('bank:USD', 'payable:holder:H2:USD', '5'), aPosting('bank:USD', 'commission:USD', '1')]),
  );
  made.clock.advance(3_600_000);
  await made.ledger.post(
    aDraft('t3', [aPosting('revenue:DE:EUR', 'clearing:pool:DE_2025_04:EUR', '7')], { note: 'It’s “quoted”' }),
  );
  await made.ledger.reverse({
    id: 't2',
    effectiveAt: MAY_1,
    correlationId: 'c',
    actor: { subject: 'a' },
    note: 'wrong',
  });
  await takeSnapshots(made.access);
  return { store, ...made };
}

describe('the ledger’s copy in the lake', () => {
  let disk: Awaited<ReturnType<typeof aCopyOnDisk>>;
  beforeEach(async () => {
    disk = await aCopyOnDisk();
  });
  afterEach(() => disk.remove());

  const bytes = async () =>
    Promise.all(
      (await Promise.all(COPY_TABLES.map(({ name }) => disk.files.list(name)))).flat().map(async (file) => ({
        ...file,
        bytes: (await readFile(disk.files.pathOf(file))).toString('base64'),
      })),
    );

  it('has every entry, header, state and snapshot once, whatever comes how often and in which order', async () => {
    const { store } = await aBusyLedger();
    const items = store.storedItems();
    await disk.copy.add(items.slice(0, 9));
    await disk.copy.add(items.toReversed());

    expect(await disk.copy.add(items)).toBe(0);

    const counts = await Promise.all(
      COPY_TABLES.map(
        async ({ name }) => (await disk.rows({ sql: `select count(*) as n from ${name}`, parameters: [] }))[0]?.['n'],
      ),
    );
    const count = (test: (pk: string, sk: string) => boolean) => items.filter(({ pk, sk }) => test(pk, sk)).length;
    expect(counts.map(Number)).toEqual([
      count((_pk, sk) => sk.startsWith('E#')),
      count((_pk, sk) => sk === 'HEAD'),
      count((_pk, sk) => sk.startsWith('S#')),
      count((_pk, sk) => sk.startsWith('P#')),
    ]);
  });

  it('has the same bytes however it was fed: by a stream in pieces or by one reading of the table', async () => {
    const { store } = await aBusyLedger();
    const items = store.storedItems();
    for (const item of items.toReversed()) await disk.copy.add([item]);
    const streamed = await bytes();
    for (const { name } of COPY_TABLES) await disk.files.remove(await disk.files.list(name));

    const { added, differences } = await disk.copy.reconcile(scanOf(items), CUT, nothing);

    expect(added).toBeGreaterThan(10);
    expect(differences).toEqual([]);
    expect(await bytes()).toEqual(streamed);
    expect(new Set(streamed.map(({ hour }) => hour))).toEqual(new Set(['2025-05-01/00', '2025-05-01/01']));
  });

  it('loses nothing when two writers change one hour at once', async () => {
    const { store } = await aBusyLedger();
    const items = store.storedItems();
    const half = Math.ceil(items.length / 2);
    let isFirst = true;
    disk.files.beforeStore = async () => {
      if (!isFirst) return;
      isFirst = false;
      await disk.copy.add(items.slice(half));
    };

    await disk.copy.add(items.slice(0, half));

    expect(await disk.copy.add(items)).toBe(0);
  });

  it('gives the trial balance that the table gives, by SQL', async () => {
    const { store, access } = await aBusyLedger();
    await disk.copy.add(store.storedItems());

    const bySql = await disk.rows(bindValues(trialBalance, { cut: CUT }));

    const direct = await readTrialBalance(access);
    expect(bySql.map(({ account, currency, debit, credit }) => ({ account, currency, debit, credit }))).toEqual(
      direct.accounts.map(({ debit, credit, ...line }) => ({
        ...line,
        debit: formatUnits(debit),
        credit: formatUnits(credit),
      })),
    );
    expect(direct.accounts.length).toBeGreaterThan(4);
  });

  it('knows no less than the table: a column for everything that is stored, and `extra` for what is new', async () => {
    const { store } = await aBusyLedger();
    const items = store.storedItems().map((item) => ({ ...item, record: { ...item.record, rate: '1.25' } }));

    await disk.copy.add(items);

    const extras = await disk.rows({
      sql: 'select extra from ledger_entries union all select extra from ledger_transactions union all select extra from ledger_states union all select extra from ledger_snapshots',
      parameters: [],
    });
    expect(new Set(extras.map(({ extra }) => extra))).toEqual(new Set(['{"rate":"1.25"}']));
  });

  describe('compared with the table', () => {
    const changed = async (
      change: (items: ReturnType<InMemoryLedgerStore['storedItems']>) => ReturnType<InMemoryLedgerStore['storedItems']>,
    ) => {
      const { store } = await aBusyLedger();
      await disk.copy.add(store.storedItems());
      return disk.copy.reconcile(scanOf(change(store.storedItems())), CUT, nothing);
    };
    const isFirstOfH1 = ({ pk, sk }: { pk: string; sk: string }) =>
      pk === 'ACCT#payable:holder:H1:USD' && sk.startsWith('E#');

    it('differs by an entry that the table lost', async () => {
      const { differences } = await changed((items) => items.filter((item) => !isFirstOfH1(item)));

      expect(differences).toEqual([
        {
          table: ENTRIES.name,
          key: 'payable:holder:H1:USD/1',
          account: 'payable:holder:H1:USD',
          transactionId: 't1',
          kind: 'copy-alone',
        },
      ]);
    });

    it('differs by an entry that the table says otherwise, and keeps what was there first', async () => {
      const { differences, added } = await changed((items) =>
        items.map((item) =>
          isFirstOfH1(item) ? { ...item, record: { ...item.record, posted: '1012.3456789012' } } : item,
        ),
      );

      expect(differences).toMatchObject([{ key: 'payable:holder:H1:USD/1', kind: 'differs' }]);
      expect(added).toBe(0);
    });

    it('says nothing of what was recorded after the cut', async () => {
      const { store } = await aBusyLedger();
      await disk.copy.add(store.storedItems());

      const { differences } = await disk.copy.reconcile(scanOf([]), later(-1), nothing);

      expect(differences).toEqual([]);
    });
  });
});
