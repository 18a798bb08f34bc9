import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalCloud, startLocalCloud } from '#infra/local/local-cloud';
import { dropsDesk } from '#test/support/drops-desk';
import { renderBai2, renderCamt, renderMt940 } from '#test/support/settlement/render-statement';

const ACCOUNT = 'DE89370400440532013000';

describe('a bank file that is dropped', () => {
  let cloud: LocalCloud;
  let desk: ReturnType<typeof dropsDesk>;

  beforeAll(async () => {
    cloud = await startLocalCloud({ hostCount: 1, startAt: Date.parse('2025-05-07T08:00:00Z') });
    desk = dropsDesk(cloud);
  });

  afterAll(() => cloud?.stop());

  const match = (lineId: string, body: object, who: { role?: string; subject?: string } = {}, verb = 'match') =>
    desk.call(`/v1/settlement/unmatched/${lineId}/${verb}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'idempotency-key': `${lineId}-${verb}-${JSON.stringify(body)}`, 'content-type': 'application/json' },
      ...who,
    });
  const account = async (id: string) => {
    const { body } = await desk.call(`/v1/ledger/accounts/${id}`);
    return (body as { balances: { posted: string }[] }).balances[0];
  };

  it('is held to the ledger line by line, is refused by its reason, and its lines are explained by people', async () => {
    const day = { id: 'S1', on: '2025-05-06', openingCents: 10_000, sequence: 1 } as const;
    const lines = [
      { cents: 2500, side: 'credit', text: 'refund of a fee' },
      { cents: 1000, side: 'credit', text: 'for a holder' },
      { cents: 300, side: 'debit', text: 'account charges' },
    ] as const;
    const first = await desk.drop('bank/day-1.xml', renderCamt([{ ...day, lines }]));
    const again = await desk.drop('bank/day-1-again.xml', renderCamt([{ ...day, lines }]));
    const wrong = await desk.drop(
      'bank/day-2.sta',
      renderMt940([{ id: 'S2', on: '2025-05-07', openingCents: 13_000, lines: [] }]),
    );
    const other = await desk.drop(
      'bank/usd.bai',
      renderBai2([{ account: '0975312468', lines: [{ cents: 5, side: 'credit' }] }]),
    );
    const broken = await desk.drop('bank/broken.xml', renderCamt([{ lines: [] }]).slice(0, -30));
    const answers = await desk.drop('rail-returns/nothing.ach', '101 no answers here');

    expect(first).toMatchObject({
      kind: 'bank',
      status: 'completed',
      counts: { created: 1, lines: 3, matched: 0, open: 3 },
    });
    expect(first?.link?.type).toBe('bank_statement');
    expect(again).toMatchObject({ status: 'duplicate', counts: { unchanged: 1, lines: 0 } });
    expect(wrong).toMatchObject({
      status: 'failed',
      errors: [{ code: 'wrong_opening', message: expect.stringContaining('-2.0000000000 EUR') }],
    });
    expect(other).toMatchObject({ status: 'completed', counts: { created: 1 } });
    expect(broken).toMatchObject({ status: 'failed', errors: [{ code: 'invalid_xml', line: expect.any(Number) }] });
    expect(answers).toMatchObject({ kind: 'rail-returns', status: 'failed' });

    const { body: statements } = await desk.call('/v1/settlement/statements');
    expect(statements).toMatchObject({
      items: expect.arrayContaining([
        expect.objectContaining({
          statement_id: 'S1',
          account: ACCOUNT,
          closing: { amount: '132.0000000000', on: '2025-05-06' },
          check: expect.objectContaining({
            ledger: '132.0000000000',
            difference: '0.0000000000',
            in_transit: '0.0000000000',
          }),
        }),
      ]),
    });
    expect(await account(`bank:${ACCOUNT}:EUR`)).toMatchObject({ posted: '132.0000000000' });

    const { body } = await desk.call('/v1/settlement/unmatched');
    const items = (body as { items: { line_id: string; text: string; age_days: number; side: string }[] }).items;
    const lineOf = (text: string) => items.find((item) => item.text === text)?.line_id ?? '';
    expect(items.filter(({ text }) => text !== null)).toHaveLength(3);
    expect(items[0]?.age_days).toBe(1);

    const charge = await match(lineOf('account charges'), { account: 'fees:bank:EUR', note: 'May' });
    expect(charge).toMatchObject({ status: 200, body: { state: 'matched' } });
    expect(await account('fees:bank:EUR')).toMatchObject({ posted: '-3.0000000000' });

    const toHolder = lineOf('for a holder');
    const said = await match(toHolder, { account: 'payable:holder:H1:EUR' });
    expect(said).toMatchObject({ status: 202, body: { state: 'awaiting-approval' } });
    expect(await match(toHolder, {}, { role: 'ops' }, 'approve')).toMatchObject({ status: 403 });
    expect(await match(toHolder, {}, { role: 'approver' }, 'approve')).toMatchObject({
      status: 200,
      body: { state: 'matched' },
    });
    expect(await account('payable:holder:H1:EUR')).toMatchObject({ posted: '10.0000000000' });

    expect(await match(lineOf('refund of a fee'), { account: 'bank:EUR' })).toMatchObject({ status: 422 });
    expect(await match('bs_none-1', { account: 'fees:bank:EUR' })).toMatchObject({ status: 404 });
    expect(await match(toHolder, { account: 'fees:bank:EUR' })).toMatchObject({ status: 409 });
    expect(await match(toHolder, { account: 'fees:bank:EUR', report_id: 'r_1' })).toMatchObject({ status: 400 });
    expect(await desk.call('/v1/settlement/statements', { role: 'holder', holder: 'H1' })).toMatchObject({
      status: 403,
    });

    const { body: balance } = await desk.call('/v1/ledger/trial-balance');
    expect(
      (balance as { currencies: { difference: string }[] }).currencies.map(({ difference }) => difference),
    ).toEqual(['0.0000000000', '0.0000000000']);
  });
});
