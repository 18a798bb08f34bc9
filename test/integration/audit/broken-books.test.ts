import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProcessDesk } from '#audit/lake-ports';
import { copyChecks } from '#audit/steps/check-copy';
import { lakeChecks } from '#audit/steps/check-lake';
import { instantOf } from '#kernel/time/clock';
import type { AuditFinding } from '#ledger/audit-check';
import { hashOf } from '#ledger/entry';
import { entryFrom } from '#ledger/ledger-record';
import type { StoredItem } from '#ledger/ledger-scan';
import { aCopyOnDisk, scanOf } from '#test/support/audit/directory-copy';
import { aDraft, aLedger, aPosting, MAY_1 } from '#test/support/ledger/builders';
import { InMemoryLedgerStore } from '#test/support/ledger/in-memory-ledger-store';
import { aReservation } from '#test/support/ledger/reservations';

const DAY = 86_400_000;
const H1 = 'payable:holder:H1:USD';
const POOL = 'clearing:pool:US_2025_04:USD';
const HELD = 'holding:unattributed:T1:label:USD';
const later = (milliseconds: number) => instantOf(Date.parse(MAY_1) + milliseconds);

type Change = (items: readonly StoredItem[]) => readonly StoredItem[];
const unchanged: Change = (items) => items;

/** An item of the table under another content. */
function altered(pk: string, sk: string, change: Readonly<Record<string, string | number>>): Change {
  return (items) =>
    items.map((item) => (item.pk === pk && item.sk === sk ? { ...item, record: { ...item.record, ...change } } : item));
}

/** An entry of another content, with a hash that covers it: what somebody would write who knows how. */
function forged(
  pk: string,
  sk: string,
  change: Parameters<typeof hashOf>[0] extends infer Entry ? Partial<Entry> : never,
): Change {
  return (items) =>
    items.map((item) => {
      if (item.pk !== pk || item.sk !== sk) return item;
      const entry = { ...entryFrom(item.record), ...change };
      const record = Object.fromEntries(
        Object.entries({
          debit: entry.debit,
          credit: entry.credit,
          posted: entry.posted,
          reserved: entry.reserved,
        }).map(([name, units]) => [name, decimal(units)]),
      );
      const { previousHash, recordedAt, sequence } = entry;
      const rest = { previous_hash: previousHash, recorded_at: recordedAt, sequence, hash: hashOf(entry) };
      return { ...item, record: { ...item.record, ...record, ...rest } };
    });
}

function decimal(units: bigint): string {
  const text = String(units).padStart(11, '0');
  return `${text.slice(0, -10)}.${text.slice(-10)}`;
}

const without =
  (isGone: (item: StoredItem) => boolean): Change =>
  (items) =>
    items.filter((item) => !isGone(item));

describe('the checks of the books', () => {
  let disk: Awaited<ReturnType<typeof aCopyOnDisk>>;
  beforeEach(async () => {
    disk = await aCopyOnDisk();
  });
  afterEach(() => disk.remove());

  /** Books with every kind of account that checks care for: two entries of H1, a pool on its way, money in holding. */
  async function books() {
    const store = new InMemoryLedgerStore();
    const made = aLedger(store);
    await made.ledger.post(aDraft('t1', [aPosting('bank:USD', H1, '10')]));
    made.clock.advance(1000);
    await made.ledger.post(aDraft('t2', [aPosting('bank:USD', H1, '5'), aPosting('bank:USD', 'commission:USD', '1')]));
    await made.ledger.post(aDraft('t3', [aPosting('revenue:US:USD', POOL, '7')]));
    await made.ledger.post(aDraft('t4', [aPosting(POOL, HELD, '7')], { kind: 'distribution' }));
    return { store, ...made };
  }

  /** What the checks say of books whose table, and copy after it, was changed behind the ledger's back. */
  async function findings(
    change: Change = unchanged,
    {
      cut = later(DAY),
      more,
      standOf = 'over',
    }: {
      readonly cut?: ReturnType<typeof later>;
      readonly more?: (made: Awaited<ReturnType<typeof books>>) => Promise<void>;
      readonly standOf?: Awaited<ReturnType<ProcessDesk['standOf']>>;
    } = {},
  ): Promise<ReadonlyMap<string, readonly AuditFinding[]>> {
    const made = await books();
    await more?.(made);
    const items = change(made.store.storedItems());
    const copied = copyChecks({ copy: disk.copy, scan: scanOf(items), onAdded: () => undefined });
    const asked = lakeChecks({ lake: disk.lake, processes: { standOf: async () => standOf }, ledger: made.ledger });
    return new Map([...(await copied.run(cut)), ...(await asked.run(cut))]);
  }

  const failed = (found: ReadonlyMap<string, readonly AuditFinding[]>) =>
    [...found].flatMap(([check, list]) => (list.length === 0 ? [] : [check]));

  it('all pass over sound books', async () => {
    const found = await findings();

    expect(failed(found)).toEqual([]);
    expect([...found.keys()]).toHaveLength(14);
  });

  it('hashes: an entry whose amount was changed', async () => {
    const found = await findings(altered(`ACCT#${H1}`, 'E#000000000002', { posted: '1015.0000000000' }));

    expect(found.get('hashes')).toMatchObject([{ accounts: [H1], entries: [`${H1}/2`], transactions: ['t2'] }]);
  });

  it('hashes: a header whose note was changed', async () => {
    const found = await findings(altered('TXN#t2', 'HEAD', { note: 'never said' }));

    expect(found.get('hashes')).toMatchObject([{ transactions: ['t2'] }]);
  });

  it('trial-balance and transactions: an entry of one side that grew, hash and all', async () => {
    const found = await findings(
      forged(`ACCT#${H1}`, 'E#000000000002', { credit: 60_000_000_000n, posted: 160_000_000_000n }),
    );

    expect(found.get('trial-balance')?.[0]?.message).toContain('USD: debits 30.0000000000, credits 31.0000000000');
    expect(found.get('transactions')).toMatchObject([{ transactions: ['t2'] }]);
    expect(found.get('transactions')?.[0]?.accounts).toEqual(
      expect.arrayContaining([H1, 'bank:USD', 'commission:USD']),
    );
    expect(found.get('transactions')?.[0]?.entries).toContain(`${H1}/2`);
    expect(found.get('hashes')).toEqual([]);
  });

  it('sequences: an entry that is not there', async () => {
    const found = await findings(without(({ pk, sk }) => pk === `ACCT#${H1}` && sk === 'E#000000000001'));

    expect(found.get('sequences')).toMatchObject([{ accounts: [H1], entries: [`${H1}/2`] }]);
  });

  it('chains: an entry that was exchanged for another with a hash of its own', async () => {
    const found = await findings(forged(`ACCT#${H1}`, 'E#000000000001', { recordedAt: later(1) }));

    expect(found.get('chains')).toMatchObject([{ accounts: [H1], entries: [`${H1}/2`] }]);
    expect(found.get('hashes')).toEqual([]);
  });

  it('balances: an entry with a balance that its amounts do not give', async () => {
    const found = await findings(forged(`ACCT#${H1}`, 'E#000000000002', { posted: 990_000_000_000n }));

    expect(found.get('balances')).toMatchObject([{ accounts: [H1], entries: [`${H1}/2`] }]);
    expect(failed(found)).toEqual(['balances']);
  });

  it('balances: a reserve that nothing reserved', async () => {
    const found = await findings(forged(`ACCT#${H1}`, 'E#000000000002', { reserved: 10_000_000_000n }));

    expect(failed(found)).toEqual(['balances']);
  });

  it.each([
    ['an entry without a header', without(({ pk, sk }) => pk === 'TXN#t2' && sk === 'HEAD')],
    [
      'a posted header without entries',
      without(({ record }) => record['transaction_id'] === 't3' && record['sequence'] !== undefined),
    ],
    ['a header without a state', without(({ pk, sk }) => pk === 'TXN#t3' && sk !== 'HEAD')],
    ['entries of what was never posted', altered('TXN#t3', 'S#0001', { state: 'prepared' })],
    ['a header of another content than its entries', altered('TXN#t3', 'HEAD', { content_hash: 'f'.repeat(64) })],
  ])('headers: %s', async (_title, change) => {
    const found = await findings(change);

    expect(found.get('headers')?.length).toBeGreaterThan(0);
    expect(found.get('headers')?.[0]?.transactions?.[0]).toMatch(/^t[23]$/);
  });

  it('copy: an entry that the table lost after it was copied', async () => {
    const { store } = await books();
    await disk.copy.add(store.storedItems());
    const items = store.storedItems().filter(({ pk, sk }) => !(pk === `ACCT#${H1}` && sk === 'E#000000000002'));

    const found = await copyChecks({ copy: disk.copy, scan: scanOf(items), onAdded: () => undefined }).run(later(DAY));

    expect(found.get('copy')).toMatchObject([{ accounts: [H1], entries: [`${H1}/2`], transactions: ['t2'] }]);
  });

  const backDated = async ({ ledger, clock }: Awaited<ReturnType<typeof books>>) => {
    clock.advance(1000);
    await ledger.post(aDraft('t5', [aPosting('bank:USD', H1, '1')], { effectiveAt: later(-DAY) }));
    await ledger.reserve(aReservation('r1', '2', { expiresAt: later(30 * DAY) }));
  };

  it.each([
    ['a registration that is missing', without(({ pk, sk }) => pk === 'ACCOUNTS#payable' && sk === H1), H1],
    ['a back-dated marker of another amount', altered(`ACCT#${H1}`, 'B#000000000003', { amount: '2.0000000000' }), H1],
    ['an expiry that is missing', without(({ pk }) => pk.startsWith('RESERVATIONS#')), 'RESERVATIONS#2025-05-31'],
    [
      'a registration without an entry',
      (items: readonly StoredItem[]) => [
        ...items,
        { pk: 'ACCOUNTS#bank', sk: 'bank:EUR#01', record: { account: 'bank:EUR', recorded_at: later(0) } },
      ],
      'bank:EUR',
    ],
  ])('projections: %s', async (_title, change, named) => {
    const sound = await findings(unchanged, { more: backDated });
    const found = await findings(change, { more: backDated });

    expect(sound.get('projections')).toEqual([]);
    expect(found.get('projections')).toHaveLength(1);
    expect(JSON.stringify(found.get('projections'))).toContain(named);
  });

  const halfDistributed = async ({ ledger }: Awaited<ReturnType<typeof books>>) => {
    await ledger.post(aDraft('t5', [aPosting('revenue:US:USD', POOL, '3')]));
  };

  it.each(['over', 'unknown'] as const)('clearing: money left in a process that is %s', async (standOf) => {
    const found = await findings(unchanged, { more: halfDistributed, standOf });

    expect(found.get('clearing')).toMatchObject([{ accounts: [POOL] }]);
    expect(found.get('clearing')?.[0]?.message).toContain('3.0000000000');
  });

  it('clearing: none in a process that is still under way, nor in one that ended since the cut', async () => {
    const underWay = await findings(unchanged, { more: halfDistributed, standOf: 'open' });
    const ended = await findings(unchanged, {
      cut: later(2000),
      more: async (made) => {
        await halfDistributed(made);
        made.clock.advance(5000);
        await made.ledger.post(aDraft('t6', [aPosting(POOL, HELD, '3')], { kind: 'distribution' }));
      },
    });

    expect([...failed(underWay), ...failed(ended)]).toEqual([]);
  });

  it('holding: what its terms call overdue, first in first out; residuals never', async () => {
    const more = async ({ ledger, clock }: Awaited<ReturnType<typeof books>>) => {
      await ledger.post(aDraft('t5', [aPosting('revenue:US:USD', 'holding:residual:US:USD', '1')]));
      clock.advance(300 * DAY);
      await ledger.post(aDraft('t6', [aPosting('revenue:US:USD', HELD, '2')]));
      await ledger.post(aDraft('t7', [aPosting(HELD, H1, '6.5')], { kind: 'release' }));
    };

    const dayBefore = await findings(unchanged, { cut: later(365 * DAY), more });
    const dayAfter = await findings(unchanged, { cut: later(366 * DAY), more });

    expect(failed(dayBefore)).toEqual([]);
    expect(failed(dayAfter)).toEqual(['holding']);
    expect(dayAfter.get('holding')).toMatchObject([{ accounts: [HELD] }]);
    expect(dayAfter.get('holding')?.[0]?.message).toContain('0.5000000000 of 2.5000000000');
  });

  it('holding: each reason after its own days, as the ageing report has it, and money that left unexplained', async () => {
    const held = ['holding:unmatched:DE89:bs_1:USD', 'holding:returned:H1:USD', 'holding:disputed:H1:USD'];
    const more = async ({ ledger }: Awaited<ReturnType<typeof books>>) => {
      const gone = aPosting('unexplained:bank:DE89:bs_2:USD', 'bank:USD', '4');
      const postings = [...held.map((account) => aPosting('bank:USD', account, '4')), gone];
      const outcome = await ledger.post(aDraft('held', postings, { kind: 'settlement' }));
      expect(outcome.kind).toBe('posted');
    };
    const overdue = async (days: number) => {
      const found = await findings(unchanged, { cut: later(days * DAY), more });
      return (found.get('holding') ?? []).flatMap(({ accounts = [] }) => accounts).map((path) => path.split(':')[1]);
    };

    expect(await overdue(10)).toEqual([]);
    expect(await overdue(11)).toEqual(['unmatched', 'bank']);
    expect(await overdue(31)).toEqual(['returned', 'unmatched', 'bank']);
    expect(await overdue(366)).toEqual(['disputed', 'returned', 'unattributed', 'unmatched', 'bank']);
  });

  it('period shares: what the entries of a distribution gave, reversals and others’ postings apart', async () => {
    const { store, ledger } = await books();
    const source = { type: 'period', id: 'US_2025_04' };
    const of = { source, kind: 'distribution' } as const;
    const postings = [aPosting('revenue:US:USD', POOL, '5')];
    await ledger.post(aDraft('period.US_2025_04.funding', postings, of));
    const parts = [
      aPosting(POOL, H1, '3'),
      aPosting(POOL, HELD, '1.5'),
      aPosting(POOL, 'holding:residual:US:USD', '0.5'),
    ];
    await ledger.postInChunks(aDraft('period.US_2025_04.distribution', parts, of));
    await disk.copy.add(store.storedItems());

    const shares = await disk.lake.periodShares(later(DAY));

    expect([...shares]).toEqual([
      ['US_2025_04', { holders: 30_000_000_000n, unattributed: 15_000_000_000n, residual: 5_000_000_000n }],
    ]);
  });

  it('stuck-transactions: a posting in chunks that never completed', async () => {
    const more = async ({ store }: Awaited<ReturnType<typeof books>>) => {
      const recordedAt = later(2000);
      const draft = aDraft('parent', []);
      await store.append([
        { kind: 'transaction', transaction: { ...draft, contentHash: 'a'.repeat(64), recordedAt, chunkCount: 2 } },
        {
          kind: 'state',
          transactionId: 'parent',
          change: { ordinal: 1, state: 'pending', actor: draft.actor, recordedAt },
        },
      ]);
    };

    const soon = await findings(unchanged, { cut: later(3_600_000), more });
    const late = await findings(unchanged, { cut: later(3_700_000), more });

    expect(failed(soon)).toEqual([]);
    expect(late.get('stuck-transactions')).toMatchObject([{ transactions: ['parent'] }]);
  });

  it('reservations: one whose time has come and that nothing has ended', async () => {
    const more = async ({ ledger }: Awaited<ReturnType<typeof books>>) => {
      const outcome = await ledger.reserve(aReservation('r1', '2', { expiresAt: later(DAY) }));
      expect(outcome.kind).toBe('reserved');
    };

    const inTime = await findings(unchanged, { cut: later(DAY + 3 * 3_600_000), more });
    const overdue = await findings(unchanged, { cut: later(DAY + 3 * 3_600_000 + 1), more });

    expect(failed(inTime)).toEqual([]);
    expect(failed(overdue)).toEqual(['reservations']);
    expect(overdue.get('reservations')).toMatchObject([{ accounts: [H1], transactions: ['r1'] }]);
  });
});
