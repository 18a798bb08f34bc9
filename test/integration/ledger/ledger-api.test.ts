import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Dynoxide, startDynoxide } from '#test/support/dynoxide';
import { aLambdaContext, anHttpEvent, aToken, type RequestParts } from '#test/support/http-events';
import { aDraft, aPosting } from '#test/support/ledger/builders';
import { makeLedgerTable } from '#test/support/ledger/ledger-table';

let engine: Dynoxide;
beforeAll(async () => {
  engine = await startDynoxide();
  vi.stubEnv('AWS_ENDPOINT_URL', engine.endpoint);
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  vi.stubEnv('POWERTOOLS_TRACE_ENABLED', 'false');
  vi.stubEnv('LEDGER_TABLE', await makeLedgerTable(engine.client));
  vi.stubEnv('CONTROL_TABLE', engine.controlTable);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await engine.stop();
});

interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a JSON document of the API, whatever its shape
  readonly body: any;
}

/** Calls a handler as API Gateway does. */
async function call(name: string, parts: RequestParts): Promise<Answer> {
  const { handler } = await import(`../../../functions/ledger/handlers/${name}.ts`);
  const answer = await handler(anHttpEvent(parts), aLambdaContext());
  return { status: answer.statusCode, body: JSON.parse(answer.body) };
}

const as = (role: string, holderId?: string) => ({ claims: aToken(role, holderId) });
const write = (role: string, key: string, body?: object): RequestParts => ({
  method: 'POST',
  ...as(role),
  headers: { 'idempotency-key': key },
  ...(body !== undefined && { body }),
});
const posting = { debit: 'bank:USD', credit: 'payable:holder:H1:USD', amount: '12.34', currency: 'USD' };

describe('the ledger’s routes', () => {
  it('post a manual transaction by two people, show it everywhere, and reverse it', async () => {
    const body = { postings: [posting], note: 'goodwill' };
    const prepared = await call('prepare-ledger-transaction', write('ops', 'k1', body));
    const repeated = await call('prepare-ledger-transaction', write('ops', 'k1', body));
    const id: string = prepared.body.transaction_id;
    const params = { id };

    expect(prepared).toMatchObject({ status: 201, body: { state: 'prepared', note: 'goodwill', kind: 'manual' } });
    expect(repeated).toEqual(prepared);
    expect((await call('approve-ledger-transaction', { ...write('ops', 'k2'), params })).status).toBe(403);
    const approved = await call('approve-ledger-transaction', { ...write('approver', 'k3'), params });
    expect(approved).toMatchObject({ status: 200, body: { state: 'posted', timeline: [{}, { state: 'posted' }] } });
    expect((await call('get-ledger-transaction', { ...as('auditor'), params })).body).toEqual(approved.body);

    const holder = { params: { id: 'H1' } };
    const balances = await call('get-holder-balances', { ...as('holder', 'H1'), ...holder });
    expect(balances.body).toMatchObject({
      holder_id: 'H1',
      balances: [{ currency: 'USD', posted: '12.3400000000', reserved: '0.0000000000', available: '12.3400000000' }],
    });
    const mutations = await call('list-holder-mutations', { ...as('holder', 'H1'), ...holder });
    expect(mutations.body).toMatchObject({
      items: [
        { account: 'payable:holder:H1:USD', amount: '12.3400000000', transaction_id: id, source: { type: 'manual' } },
      ],
      next_cursor: null,
    });
    const trial = await call('get-trial-balance', as('auditor'));
    expect(trial.body.currencies).toEqual([
      { currency: 'USD', debits: '12.3400000000', credits: '12.3400000000', difference: '0.0000000000' },
    ]);
    const bank = await call('get-ledger-account', { ...as('ops'), params: { account: 'bank:USD' } });
    expect(bank.body.balances).toMatchObject([{ normal_side: 'debit', posted: '12.3400000000' }]);
    const entries = await call('list-ledger-entries', { ...as('ops'), params: { account: 'bank:USD' } });
    expect(entries.body.items).toHaveLength(1);

    const reversal = await call('reverse-ledger-transaction', { ...write('ops', 'k4', { note: 'wrong' }), params });
    expect(reversal).toMatchObject({ status: 201, body: { reversal_of: id, state: 'prepared' } });
    const reversalId = { id: reversal.body.transaction_id };
    const done = await call('approve-ledger-transaction', { ...write('approver', 'k5'), params: reversalId });
    expect(done).toMatchObject({ status: 200, body: { state: 'posted' } });
    const after = await call('get-ledger-transaction', { ...as('auditor'), params });
    expect(after.body).toMatchObject({ state: 'reversed', reversed_by: reversalId.id });
  });

  it('say what is wrong with a posting, by pointer', async () => {
    const wrong = { debit: 'cash:USD', credit: 'payable:holder:H1:EUR', amount: '0.00000000001', currency: 'USD' };

    const answer = await call('prepare-ledger-transaction', write('ops', 'k6', { postings: [wrong], note: 'n' }));

    expect(answer.status).toBe(422);
    expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      '/postings/0/debit',
      '/postings/0/amount',
      '/postings/0/credit',
    ]);
  });

  it('refuse to write by hand what belongs to a process: its clearing account, and what it posted (R30)', async () => {
    const { ledger } = await import('#platform/compose/ledger');
    const clearing = 'clearing:report:r_9:USD';
    const source = { type: 'report', id: 'r_9' };
    await ledger().post(aDraft('r_9-in', [aPosting('bank:USD', clearing, '7')], { source }));
    const parts = [aPosting(clearing, 'payable:holder:H9:USD', '7')];
    await ledger().postInChunks(aDraft('r_9-out', parts, { kind: 'distribution', source }));
    const unknown = { ...posting, credit: 'clearing:report:r_unknown:USD' };

    const manual = await call('prepare-ledger-transaction', write('ops', 'k10', { postings: [unknown], note: 'n' }));
    const reversal = await call('reverse-ledger-transaction', {
      ...write('ops', 'k11', { note: 'wrong' }),
      params: { id: 'r_9-out' },
    });

    expect(manual).toMatchObject({ status: 422, body: { errors: [{ pointer: '/postings/0/credit' }] } });
    expect(manual.body.errors[0].detail).toBe(
      '"clearing:report:r_unknown:USD" is written by its own process alone (R30); one such as "suspense:manual:USD" takes what waits to be explained',
    );
    expect(reversal).toMatchObject({ status: 409, body: { code: 'transaction-refused' } });
    expect(reversal.body.detail).toBe(
      'r_9-out was posted by report r_9, not by hand; drop the corrected report and say that it supersedes this one (POST /v1/reports/{id}/supersede, R25)',
    );
    const { body } = await call('get-ledger-account', { ...as('ops'), params: { account: clearing } });
    expect(body.balances).toMatchObject([{ posted: '0.0000000000' }]);
  });

  it('tell an account that was never opened from one that stands at zero', async () => {
    const params = { account: 'payable:holder:H_typo:USD' };
    const ask = (name: string) => call(name, { ...as('auditor'), params });

    const answers = [await ask('get-ledger-account'), await ask('list-ledger-entries')];

    for (const { status, body } of answers) {
      expect({ status, code: body.code }).toEqual({ status: 404, code: 'account-not-found' });
      expect(body.detail).toBe(
        'Nothing was ever posted to "payable:holder:H_typo:USD", and an account opens with its first entry; GET /v1/ledger/trial-balance lists all that are open',
      );
    }
  });

  it('refuse an approval that would overdraw, and say by how much', async () => {
    const body = { postings: [{ ...posting, debit: 'payable:holder:H7:USD', credit: 'bank:USD' }], note: 'n' };
    const { body: prepared } = await call('prepare-ledger-transaction', write('ops', 'k7', body));

    const answer = await call('approve-ledger-transaction', {
      ...write('approver', 'k8'),
      params: { id: prepared.transaction_id },
    });

    expect(answer).toMatchObject({ status: 409, body: { code: 'bound-exceeded' } });
    expect(answer.body.detail).toBe('payable:holder:H7:USD has 0.0000000000 available and 12.3400000000 is needed');

    const params = { id: prepared.transaction_id };
    const reject = (role: string, key: string) =>
      call('reject-ledger-transaction', { ...write(role, key, { note: 'nothing to take' }), params });
    expect((await reject('auditor', 'k9')).status).toBe(403);
    const rejected = await reject('ops', 'k10');
    expect(rejected).toMatchObject({
      status: 200,
      body: { state: 'rejected', timeline: [{}, { reason: 'nothing to take' }] },
    });
    const late = await call('approve-ledger-transaction', { ...write('approver', 'k11'), params });
    expect(late).toMatchObject({ status: 409, body: { code: 'transaction-refused' } });
  });

  it('let a holder read that holder only, and nobody else’s id leak', async () => {
    const ask = (id: string) =>
      call('get-holder-balances', { ...as('holder', 'H1'), path: `/v1/holders/${id}/balances`, params: { id } });

    const [known, unknown] = [await ask('H7'), await ask('H404')];

    expect(known.status).toBe(403);
    expect(known.body).toEqual(unknown.body);
    expect((await call('get-holder-balances', { ...as('ops'), params: { id: 'H404' } })).status).toBe(404);
  });

  it('answer 404 for what is not there', async () => {
    expect((await call('get-ledger-transaction', { ...as('ops'), params: { id: 'x' } })).status).toBe(404);
    expect((await call('get-ledger-account', { ...as('ops'), params: { account: 'cash' } })).status).toBe(404);
    expect((await call('list-ledger-entries', { ...as('ops'), params: { account: 'payable' } })).status).toBe(404);
    const nothing = { ...write('ops', 'k9', { note: 'n' }), params: { id: 'x' } };
    expect((await call('reverse-ledger-transaction', nothing)).status).toBe(404);
  });

  it('page through mutations by cursor', async () => {
    const { ledger } = await import('#platform/compose/ledger');
    for (let index = 0; index < 7; index += 1) {
      await ledger().post(aDraft(`p${index}`, [aPosting('bank:USD', 'payable:holder:H2:USD', '1')]));
    }
    const page = (query: Record<string, string>) =>
      call('list-holder-mutations', { ...as('ops'), params: { id: 'H2' }, query });

    const first = await page({ limit: '5' });
    const second = await page({ limit: '5', cursor: first.body.next_cursor });

    expect([first.body.items.length, second.body.items.length, second.body.next_cursor]).toEqual([5, 2, null]);
    expect((await page({ limit: '5', cursor: 'xx' })).status).toBe(400);
  });

  it('E8: exchange at a dealt rate by two people, with the rate and its source on the transaction', async () => {
    await (await import('#platform/compose/ledger'))
      .ledger()
      .post(aDraft('x-in', [aPosting('bank:USD', 'payable:holder:A1:USD', '100')]));
    const body = {
      from: 'payable:holder:A1:USD',
      to: 'payable:holder:A2:INR',
      amount: '100.00',
      dealt: { rate: '82.42135', rate_source: 'deal 17' },
      note: 'E8',
    };
    const ask = (key: string, change: object = {}) =>
      call('prepare-ledger-exchange', write('ops', key, { ...body, ...change }));

    const prepared = await ask('x1');
    expect(await ask('x1')).toEqual(prepared);
    expect(prepared).toMatchObject({
      status: 201,
      body: { state: 'prepared', exchange: { rate: '82.42135', rate_source: 'deal 17', from: 'USD', to: 'INR' } },
    });
    const params = { id: prepared.body.transaction_id };
    const approved = await call('approve-ledger-transaction', { ...write('approver', 'x2'), params });
    expect(approved).toMatchObject({ status: 200, body: { state: 'posted', kind: 'exchange' } });

    const postedOn = async (account: string) => {
      const answer = await call('get-ledger-account', { ...as('ops'), params: { account } });
      return answer.body.balances.map((balance: { posted: string }) => balance.posted);
    };
    expect(await postedOn('payable:holder:A2:INR')).toEqual(['8242.1350000000']);
    expect(await postedOn('fx')).toEqual(['-8242.1350000000', '100.0000000000']);
    expect(await ask('x3', { dealt: undefined, date: '2025-05-02' })).toMatchObject({
      status: 409,
      body: { code: 'rate-missing', detail: expect.stringContaining('USD/INR of 2025-05-02') },
    });
    expect((await ask('x4', { to: 'payable:holder:A2:USD' })).status).toBe(422);
    expect((await ask('x5', { from: 'fx:USD' })).status).toBe(422);
    expect((await ask('x7', { to: 'bank:INR' })).status).toBe(422);
    expect((await ask('x6', { dealt: { rate: '0', rate_source: 's' } })).status).toBe(422);
  });

  it('say that a balance below zero is a clawback: on the balance, and on the entry that did it', async () => {
    const { ledger } = await import('#platform/compose/ledger');
    await ledger().post(aDraft('c1', [aPosting('bank:USD', 'payable:holder:H8:USD', '5')]));
    await ledger().post(aDraft('c2', [aPosting('payable:holder:H8:USD', 'bank:USD', '5')], { kind: 'payout' }));
    const refund = aPosting('payable:holder:H8:USD', 'clearing:report:r8:USD', '3');
    await ledger().post(aDraft('c3', [refund], { kind: 'distribution' }));
    const holder = { ...as('ops'), params: { id: 'H8' } };

    const balances = await call('get-holder-balances', holder);
    const mutations = await call('list-holder-mutations', holder);

    expect(balances.body.balances).toMatchObject([
      { posted: '-3.0000000000', owed_back: '3.0000000000', payable: '0.0000000000' },
    ]);
    const told = mutations.body.items.map((item: { clawback: boolean; kind: string }) => [item.kind, item.clawback]);
    expect(told).toEqual([
      ['distribution', true],
      ['payout', false],
      ['remittance', false],
    ]);
  });

  it('tell what we owed on 1 May, and what we believed on 10 May that we owed on 1 May (R31)', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      const account = 'payable:holder:H6:USD';
      const post = async (on: string, amount: string, effective_at: string, supersedes?: string) => {
        vi.setSystemTime(new Date(`${on}T12:00:00Z`));
        const postings = [{ debit: 'suspense:late:USD', credit: account, amount, currency: 'USD' }];
        const body = { postings, effective_at, note: 'late', ...(supersedes !== undefined && { supersedes }) };
        const { body: prepared } = await call(
          'prepare-ledger-transaction',
          write('ops', `prepare-${on}-${amount}`, body),
        );
        const params = { id: String(prepared.transaction_id) };
        await call('approve-ledger-transaction', { ...write('approver', `approve-${on}-${amount}`), params });
        return params.id;
      };
      const first = await post('2025-05-02', '100', '2025-04-20');
      await post('2025-05-05', '30', '2025-04-28');
      vi.setSystemTime(new Date('2025-05-15T12:00:00Z'));
      const taken = { note: 'was 90', effective_at: '2025-04-20' };
      const reversal = await call('reverse-ledger-transaction', {
        ...write('ops', 'b98', taken),
        params: { id: first },
      });
      const params = { id: String(reversal.body.transaction_id) };
      await call('approve-ledger-transaction', { ...write('approver', 'b99'), params });
      const second = await post('2025-05-15', '90', '2025-04-20', first);

      const owed = async (query: Record<string, string>) => {
        const answer = await call('get-holder-balances', { ...as('ops'), params: { id: 'H6' }, query });
        return answer.body.balances[0].posted;
      };
      const on = { as_of: '2025-05-01' };
      expect(await owed(on)).toBe('120.0000000000');
      expect(await owed({ ...on, known_at: '2025-05-10' })).toBe('130.0000000000');
      expect(await owed({ ...on, known_at: '2025-05-03' })).toBe('100.0000000000');
      expect(await owed({ ...on, known_at: '2025-05-01' })).toBe('0.0000000000');
      expect(await owed({ as_of: '2025-04-25' })).toBe('90.0000000000');
      const rolledUp = await call('get-ledger-account', {
        ...as('ops'),
        params: { account: 'payable:holder:H6' },
        query: { ...on, known_at: '2025-05-10' },
      });
      expect(rolledUp.body.balances).toMatchObject([{ posted: '130.0000000000' }]);

      const show = async (id: string) =>
        (await call('get-ledger-transaction', { ...as('auditor'), params: { id } })).body;
      expect(await show(first)).toMatchObject({ state: 'superseded', reversed_by: params.id, superseded_by: second });
      expect(await show(params.id)).toMatchObject({ reversal_of: first });
      expect(await show(second)).toMatchObject({ supersedes: first, state: 'posted' });
    } finally {
      vi.useRealTimers();
    }
  });
});
