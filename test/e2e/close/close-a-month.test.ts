import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { LocalCloud } from '#infra/local/local-cloud';
import { closeDesk } from '#test/support/close-desk';
import { startTestCloud } from '#test/support/local-cloud';
import { aPlayRecord } from '#test/support/plays/play-builders';
import { streamDesk } from '#test/support/plays/stream-desk';

let cloud: LocalCloud;
let desk: ReturnType<typeof closeDesk>;

const file = (...lines: readonly string[]) => `${lines.join('\n')}\n`;
const PERIOD = 'US_2025_04';

beforeAll(async () => {
  cloud = await startTestCloud({ startAt: '2025-05-07T22:30:00Z' });
  desk = closeDesk(cloud);
  await desk.drop(
    'holders/all.csv',
    file(
      'holder_id,name,kind,currency,country,commission_rate,plan,payout_method,payout_threshold',
      'H3,Ada Byron,person,USD,US,0.15,,sepa,1.00',
    ),
  );
  await desk.drop(
    'rights/april.csv',
    file(
      'track_id,rights_type,holder_id,share,effective_from,effective_to',
      'T1,artist,H1,0.33333,2025-01-01,',
      'T1,artist,H2,0.66667,2025-01-01,',
      'T2,artist,H3,1,2025-01-01,',
    ),
  );
  await desk.drop(
    'weights/all.csv',
    file(
      'country,rights_type,weight,effective_from,effective_to',
      '*,artist,0.75,2025-01-01,',
      '*,publisher,0.25,2025-01-01,',
    ),
  );
  const playedAt = Date.parse('2025-04-30T11:00:00Z');
  await streamDesk(cloud).put(
    Array.from({ length: 8 }, (_, index) =>
      aPlayRecord({
        play_id: `P${index}`,
        user_id: `U${index % 3}`,
        track_id: index < 4 ? 'T1' : 'T2',
        country_id: 'US',
        played_at_ms: playedAt + index,
        duration_played_s: index === 6 ? 29 : 30,
      }),
    ),
  );
  await desk.drop('fraud/outside.csv', file('play_id,reason', 'P7,a farm of phones'));
  await cloud.untilIdle();
});

afterAll(() => cloud.stop());

const balances = z.object({ balances: z.array(z.object({ posted: z.string() })) });

async function postedOf(account: string): Promise<string | undefined> {
  const { body } = await desk.call(`/v1/ledger/accounts/${account}?as_of=2025-05-01`);
  return balances.parse(body).balances[0]?.posted;
}

async function balanceOf(holderId: string): Promise<object | undefined> {
  const { body } = await desk.call(`/v1/holders/${holderId}/balances`);
  return z.object({ balances: z.array(z.looseObject({})) }).parse(body).balances[0];
}

describe('a month of a country', () => {
  it('waits for its revenue after the seal, and never guesses', async () => {
    expect((await desk.close(PERIOD)).status).toBe(202);
    await desk.until('2025-05-08T00:05:00Z');

    const period = await desk.period(PERIOD);
    expect(period).toMatchObject({
      state: 'RECONCILING',
      waiting_for: 'revenue',
      plays: 8,
      late_plays: 0,
      pool: null,
    });
  });

  it('freezes, pays to the last digit and waits for a second person once revenue is there', async () => {
    await desk.drop('revenue/april.csv', file('country,period,user_id,currency,amount', 'US,2025-04,,USD,10.00'));
    await cloud.untilIdle();

    const period = await desk.period(PERIOD);
    expect(period).toMatchObject({
      state: 'FROZEN',
      waiting_for: 'approval',
      pool: '7.0000000000',
      qualified_plays: 6,
      fraud_plays: 1,
      per_stream_rate: '1.1666666666',
      drift: '0.0000000000',
      residual: '0.0000000004',
    });
  });

  it('answers what was claimed and is not paid, by track and reason (R7)', async () => {
    const { body } = await desk.call(`/v1/periods/${PERIOD}/claimed-not-paid`, { role: 'auditor' });
    expect(body).toEqual({
      items: [{ track_id: 'T2', rule: 'external', reason: 'a farm of phones', claimed_plays: 1, users: 1 }],
      next_cursor: null,
    });
    const { status } = await desk.call('/v1/periods/FR_2025_04/claimed-not-paid', { role: 'auditor' });
    expect(status).toBe(404);
  });

  it('shows what was posted and not yet approved, but makes none of it available or payable (R32, R33)', async () => {
    expect(await balanceOf('H3')).toMatchObject({
      posted: '1.7499999999',
      available: '0.0000000000',
      payable: '0.0000000000',
    });
  });

  it('is PAID when another person approves exactly that', async () => {
    const { approval } = await desk.period(PERIOD);
    const digest = approval?.digest;
    const wrong = await desk.post(`/v1/periods/${PERIOD}/approve`, { digest: 'a'.repeat(64) }, { role: 'approver' });
    const approved = await desk.post(`/v1/periods/${PERIOD}/approve`, { digest }, { role: 'approver' });
    await cloud.untilIdle();

    expect(wrong).toMatchObject({ status: 409, body: { code: 'digest-differs' } });
    expect(approved.status).toBe(202);
    expect(await desk.period(PERIOD)).toMatchObject({ state: 'PAID', waiting_for: null });
    expect(await balanceOf('H3')).toMatchObject({
      posted: '1.7499999999',
      available: '1.7499999999',
      payable: '1.7400000000',
    });
  });

  it('stands in the ledger as of the end of the period (R31), every unit of the pool and clearing at zero', async () => {
    const posted = await Promise.all(
      [
        'revenue:US:USD',
        'clearing:pool:US_2025_04:USD',
        'payable:holder:H1:USD',
        'payable:holder:H2:USD',
        'payable:holder:H3:USD',
        'holding:unattributed:T1:publisher:USD',
        'holding:unattributed:T2:publisher:USD',
        'holding:residual:US:USD',
      ].map(postedOf),
    );

    expect(posted).toEqual([
      '7.0000000000',
      '0.0000000000',
      '1.1666549999',
      '2.3333449999',
      '1.7499999999',
      '1.1666666666',
      '0.5833333333',
      '0.0000000004',
    ]);
    const { body } = await desk.call('/v1/ledger/trial-balance', { role: 'auditor' });
    expect(body).toMatchObject({ currencies: [{ currency: 'USD', difference: '0.0000000000' }] });
  });

  it('replays to the same bytes, and shows what another policy would have paid', async () => {
    const replayed = await desk.post(`/v1/periods/${PERIOD}/replay`, {}, { role: 'auditor' });
    const simulated = await desk.post(
      `/v1/periods/${PERIOD}/simulate`,
      { policy: 'user_centric' },
      { role: 'auditor' },
    );

    expect(replayed).toMatchObject({ status: 200, body: { status: 'completed', matches: true, differences: [] } });
    expect(simulated).toMatchObject({
      status: 200,
      body: {
        policy: 'user_centric',
        compared_with: 'pro_rata',
        pool: '7.0000000000',
        residual: { delta: '0.0000000000' },
      },
    });
  });

  it('tells how much another policy would move, from a simulation that was made once', async () => {
    const path = `/v1/periods/${PERIOD}/policy-shift`;
    const first = await desk.call(path, { role: 'approver' });
    const again = await desk.call(`${path}?policy=user_centric&months=1`);
    const holder = await desk.call(path, { role: 'holder', holder: 'H1' });
    const unknown = await desk.call('/v1/periods/FR_2025_04/policy-shift');

    const shift = { moved: '0.0000000000', moved_share: '0.0000000000', gaining_holders: 0, losing_holders: 0 };
    const trend = [{ period_id: PERIOD, ...shift }];
    expect(first).toMatchObject({
      status: 200,
      body: {
        policy: 'user_centric',
        compared_with: 'pro_rata',
        currency: 'USD',
        pool: '7.0000000000',
        ...shift,
        trend,
      },
    });
    expect(again.body).toEqual(first.body);
    expect(holder.status).toBe(403);
    expect(unknown.status).toBe(404);
  });

  it('shows a holder their own lines, nobody else’s, and operations what nobody claims', async () => {
    const path = `/v1/periods/${PERIOD}/attribution`;
    const own = await desk.call(`${path}?holder_id=H1&limit=2`, { role: 'holder', holder: 'H1' });
    const others = await desk.call(`${path}?holder_id=H2`, { role: 'holder', holder: 'H1' });
    const all = await desk.call(path, { role: 'holder', holder: 'H1' });
    const unattributed = await desk.call(`/v1/periods/${PERIOD}/unattributed`, { role: 'auditor' });

    expect(own.body).toMatchObject({
      items: [
        {
          play_id: 'P0',
          rights_holder_id: 'H1',
          snapshot_share: '0.2499975000',
          rate: '1.1666666666',
          amount: '0.29166374998333350000',
        },
        { play_id: 'P1' },
      ],
      next_cursor: expect.any(String),
    });
    expect(others.status).toBe(403);
    expect(all.status).toBe(403);
    expect(unattributed.body).toMatchObject({
      items: [
        { track_id: 'T1', rights_type: 'publisher', reason: 'no-rights', plays: 4, amount: '1.16666666660000000000' },
        { track_id: 'T2', rights_type: 'publisher', reason: 'no-rights', plays: 2 },
      ],
    });
  });

  it('cannot take other revenue any more', async () => {
    const late = await desk.drop(
      'revenue/late.csv',
      file('country,period,user_id,currency,amount', 'US,2025-04,,USD,11'),
    );

    expect(late).toMatchObject({ status: 'failed' });
    expect(await desk.close(PERIOD)).toMatchObject({ status: 202, body: { state: 'PAID', attempt: 1 } });
  });
});
