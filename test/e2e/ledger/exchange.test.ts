import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalCloud, startLocalCloud } from '#infra/local/local-cloud';
import { dropsDesk } from '#test/support/drops-desk';
import { reportDesk } from '#test/support/report-desk';

const HEADER = 'date,base,quote,rate\n';
const OLGA = { role: 'ops', subject: 'olga' };
const ANNA = { role: 'approver', subject: 'anna' };

describe('a sale by hand, rates that are dropped, and an exchange at them', () => {
  let cloud: LocalCloud;
  let desk: ReturnType<typeof reportDesk>;
  beforeAll(async () => {
    cloud = await startLocalCloud({ hostCount: 1, startAt: Date.parse('2025-05-01T08:00:00Z') });
    desk = reportDesk(cloud);
  });
  afterAll(() => cloud?.stop());

  async function approved(path: string, body: object) {
    const { status, body: prepared } = await desk.post(path, body, OLGA);
    if (status !== 201) return { status, body: prepared };
    return desk.post(`/v1/ledger/transactions/${String(prepared['transaction_id'])}/approve`, {}, ANNA);
  }
  const balancesOf = async (account: string) =>
    (await dropsDesk(cloud).call(`/v1/ledger/accounts/${account}`)).body as { balances: readonly { posted: string }[] };

  it('E16: by hand, 100.00 is 10.00 for the platform, 3.20 of fees and 86.80 for the merchant', async () => {
    const merchant = 'payable:holder:MERCHANT:GBP';
    const part = (credit: string, amount: string) => ({ debit: 'bank:GBP', credit, amount, currency: 'GBP' });
    const postings = [part('commission:GBP', '10'), part('fees:GBP', '3.20'), part(merchant, '86.80')];

    const sale = await approved('/v1/ledger/transactions', { postings, note: 'An order of 100.00' });

    expect(sale).toMatchObject({ status: 200, body: { state: 'posted' } });
    const posted = await Promise.all(
      ['bank:GBP', 'commission:GBP', 'fees:GBP', merchant].map(
        async (account) => (await balancesOf(account)).balances.map((balance) => balance.posted)[0],
      ),
    );
    expect(posted).toEqual(['100.0000000000', '10.0000000000', '3.2000000000', '86.8000000000']);
  });

  it('go from the drop to four entries, and the gain of a bank’s deal follows by schedule (R26)', async () => {
    const drops = dropsDesk(cloud);
    const exchange = { from: 'payable:holder:H1:USD', to: 'payable:holder:H1:EUR', amount: '10', note: 'paid in EUR' };

    const bad = await drops.drop('fx/bad.csv', `${HEADER}2025-02-30,USD,EUR,0.926\n2025-05-01,USD,EUR,0\n`);
    expect(bad).toMatchObject({ kind: 'fx', status: 'failed', errors: [{ line: 2 }, { line: 3 }] });
    await approved('/v1/ledger/transactions', {
      postings: [{ debit: 'bank:USD', credit: 'payable:holder:H1:USD', amount: '20', currency: 'USD' }],
      note: 'found',
    });
    expect(await approved('/v1/ledger/exchanges', exchange)).toMatchObject({
      status: 409,
      body: { code: 'rate-missing', detail: expect.stringContaining('USD/EUR of 2025-05-01') },
    });

    const good = await drops.drop('fx/good.csv', `${HEADER}2025-05-01,USD,EUR,0.926\n`);
    const again = await drops.drop('fx/again.csv', `${HEADER}2025-05-01,USD,EUR,0.926\n`);
    const same = await drops.drop('fx/same.csv', `${HEADER}2025-05-01,USD,EUR,0.9260\n`);
    expect([good?.status, again?.status]).toEqual(['completed', 'duplicate']);
    expect(same).toMatchObject({ status: 'completed', counts: { created: 0, updated: 0, unchanged: 1 } });
    for (const note of ['first', 'second'])
      expect(await approved('/v1/ledger/exchanges', { ...exchange, note })).toMatchObject({
        status: 200,
        body: {
          state: 'posted',
          exchange: { rate: '0.926', rate_source: expect.stringContaining(String(good?.drop_id)) },
        },
      });
    expect((await balancesOf('fx')).balances.map(({ posted }) => posted)).toEqual(['-18.5200000000', '20.0000000000']);

    const deal = { from: 'bank:USD', to: 'bank:EUR', amount: '19', note: 'deal 7' };
    const dealt = { rate: '0.974736842105263158', rate_source: 'deal 7' };
    expect((await approved('/v1/ledger/exchanges', { ...deal, dealt })).status).toBe(200);
    await cloud.advanceClock('2025-05-01T10:00:00Z');
    await cloud.untilIdle();
    expect((await balancesOf('gains')).balances).toMatchObject([{ posted: '1.0000000000' }]);
    expect((await balancesOf('fx')).balances.map(({ posted }) => posted)).toEqual(['0.0000000000', '0.0000000000']);
  });
});
