import { describe, expect, it } from 'vitest';
import type { Instant } from '#kernel/time/clock';
import { bucketOf } from '#ledger/holding-terms';
import { readAgeing, readHolding } from '#ledger/steps/read-holding';
import { anInstant } from '#test/support/instants';
import { aDraft, aLedger, aPosting } from '#test/support/ledger/builders';
import { InMemoryLedgerStore } from '#test/support/ledger/in-memory-ledger-store';
import { units } from '#test/support/money';

const T1 = 'holding:unattributed:T1:label:USD';
const NOW = anInstant('2025-05-01');

async function start() {
  const store = new InMemoryLedgerStore();
  const { ledger } = aLedger(store);
  const put = (id: string, account: string, amount: string, day: string) =>
    ledger.post(aDraft(id, [aPosting('suspense:x:USD', account, amount)], { effectiveAt: anInstant(day) }));
  const take = (id: string, account: string, amount: string) =>
    ledger.post(aDraft(id, [aPosting(account, 'suspense:x:USD', amount)], { kind: 'release' }));
  const list = async (now: Instant = NOW) => (await readHolding(store, { now, limit: 50 })).items;
  return { store, ledger, put, take, list };
}

describe('held money', () => {
  it('has a source, an age and a way out; what leaves takes the oldest first', async () => {
    const { put, take, list } = await start();
    await put('p1', T1, '10', '2025-01-01');
    await put('p2', T1, '5', '2025-04-01');
    await put('p3', T1, '3', '2025-04-30');
    await take('r1', T1, '12');

    expect(await list()).toMatchObject([
      {
        transactionId: 'p2',
        units: units('3'),
        ageDays: 30,
        source: { type: 'test', id: 'p2' },
        reason: 'unattributed',
      },
      {
        transactionId: 'p3',
        units: units('3'),
        ageDays: 1,
        isOverdue: false,
        releasePath: expect.stringContaining('R10'),
      },
    ]);
  });

  it('is gone from the list once all of it is released, and what was reversed never explains the rest', async () => {
    const { put, take, list, ledger } = await start();
    await put('p1', T1, '10', '2025-01-01');
    await put('p2', T1, '5', '2025-04-30');
    const { effectiveAt, correlationId, actor } = aDraft('p2', []);
    await ledger.reverse({ id: 'p2', effectiveAt, correlationId, actor, note: 'twice' });

    expect(await list()).toMatchObject([{ transactionId: 'p1', units: units('10'), ageDays: 120 }]);
    await take('r1', T1, '10');
    expect(await list()).toEqual([]);
  });

  it('is overdue after the days of its reason, a residual never', async () => {
    const { ledger, put, list } = await start();
    const unmatched = 'holding:unmatched:main:l1:USD';
    await put('p1', unmatched, '1', '2025-04-21');
    await put('p2', 'holding:residual:US:USD', '1', '2020-01-01');
    await put('p3', 'holding:returned:p_9:USD', '1', '2025-03-31');
    const out = [aPosting('unexplained:bank:main:l2:USD', 'bank:USD', '7')];
    await ledger.post(aDraft('p4', out, { effectiveAt: anInstant('2025-04-20') }));

    expect((await list()).map(({ reason, isOverdue, ageDays }) => [reason, isOverdue, ageDays])).toEqual([
      ['residual', false, 1947],
      ['returned', true, 31],
      ['unmatched', false, 10],
      ['unexplained', true, 11],
    ]);
    expect((await list(anInstant('2025-05-02')))[2]).toMatchObject({ reason: 'unmatched', isOverdue: true });
  });

  it('is listed in pages of whole accounts, each item once', async () => {
    const { store, put } = await start();
    for (let index = 0; index < 7; index += 1)
      await put(`p${index}`, `holding:returned:p_${index}:USD`, '1', '2025-04-01');
    await put('p0b', 'holding:returned:p_0:USD', '1', '2025-04-02');
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await readHolding(store, { now: NOW, limit: 2, after });
      seen.push(...page.items.map(({ transactionId }) => transactionId));
      after = page.position;
    } while (after !== undefined);

    expect(seen).toEqual(['p0', 'p0b', 'p1', 'p2', 'p3', 'p4', 'p5', 'p6']);
  });

  it('adds up by reason, currency and age to what stands on the accounts', async () => {
    const { store, ledger, put } = await start();
    await put('p1', T1, '10', '2024-01-01');
    await put('p2', T1, '5', '2025-04-01');
    await put('p3', 'holding:unattributed:T2:label:USD', '3', '2025-03-31');
    await put('p4', 'holding:residual:US:USD', '0.01', '2023-01-01');

    const lines = await readAgeing(store, NOW);

    expect(lines.map((line) => [line.reason, line.fromDays, line.items, line.units, line.overdueUnits])).toEqual([
      ['residual', 366, 1, units('0.01'), 0n],
      ['unattributed', 0, 1, units('5'), 0n],
      ['unattributed', 31, 1, units('3'), 0n],
      ['unattributed', 366, 1, units('10'), units('10')],
    ]);
    const { posted } = await ledger.balance(T1 as never);
    expect(posted).toBe(units('15'));
  });

  it('changes its bucket with the day on which the bucket begins', () => {
    expect([0, 30, 31, 90, 91, 365, 366].map((age) => bucketOf(age).from)).toEqual([0, 0, 31, 31, 91, 91, 366]);
    expect(bucketOf(366).before).toBeNull();
  });
});
