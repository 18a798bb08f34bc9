import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { LocalCloud } from '#infra/local/local-cloud';
import { closeDesk } from '#test/support/close-desk';
import { keptFolder, startTestCloud } from '#test/support/local-cloud';
import { aPlayRecord } from '#test/support/plays/play-builders';
import { streamDesk } from '#test/support/plays/stream-desk';

const dataDirectory = keptFolder();
let cloud: LocalCloud;
let desk: ReturnType<typeof closeDesk>;

/** The cloud goes on with what it kept, as if it had been off since: a month of hourly schedules takes a minute to live through. */
async function continueAt(startAt: string): Promise<void> {
  await cloud?.untilIdle();
  await cloud?.stop();
  cloud = await startTestCloud({ dataDirectory, startAt });
  desk = closeDesk(cloud);
}

const file = (...lines: readonly string[]) => `${lines.join('\n')}\n`;
const [APRIL, MAY, JUNE] = ['US_2025_04', 'US_2025_05', 'US_2025_06'] as const;

function play(play_id: string, track_id: string, playedAt: string, duration_played_s = 30) {
  return aPlayRecord({
    play_id,
    user_id: `U${play_id}`,
    track_id,
    country_id: 'US',
    played_at_ms: Date.parse(playedAt),
    duration_played_s,
  });
}

async function approve(periodId: string): Promise<void> {
  const { approval } = await desk.period(periodId);
  await desk.post(`/v1/periods/${periodId}/approve`, { digest: approval?.digest }, { role: 'approver' });
  await cloud.untilIdle();
}

async function close(periodId: string, cutoff: string, revenue: string): Promise<void> {
  const month = periodId.slice(3).replace('_', '-');
  await desk.drop(
    `revenue/${month}.csv`,
    file('country,period,user_id,currency,amount', `US,${month},,USD,${revenue}`),
  );
  await cloud.untilIdle();
  await desk.close(periodId);
  await desk.until(cutoff);
  await approve(periodId);
}

const balances = z.object({ balances: z.array(z.object({ posted: z.string() })) });
async function posted(...accounts: readonly string[]): Promise<readonly (string | undefined)[]> {
  return Promise.all(
    accounts.map(async (account) => {
      const { body } = await desk.call(`/v1/ledger/accounts/${account}`);
      return balances.parse(body).balances[0]?.posted;
    }),
  );
}

beforeAll(async () => {
  await continueAt('2025-05-07T22:30:00Z');
  await desk.drop(
    'rights/all.csv',
    file(
      'track_id,rights_type,holder_id,share,effective_from,effective_to',
      'T1,artist,H1,1,2025-01-01,',
      'T2,artist,H2,1,2025-01-01,',
      'T3,artist,H3,1,2025-01-01,2025-04-20',
      'T3,artist,H4,1,2025-04-20,',
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
});

afterAll(async () => {
  await cloud.stop();
  rmSync(dataDirectory, { recursive: true, force: true });
});

describe('what happens to a month after its freeze', () => {
  it('pays April: 7.00 over 4 plays is 1.75 each', async () => {
    await streamDesk(cloud).put(
      ['P1', 'P2', 'P3', 'P4'].map((id, index) => play(id, index < 2 ? 'T1' : 'T2', '2025-04-30T11:00:00Z')),
    );
    await cloud.untilIdle();
    await close(APRIL, '2025-05-08T00:05:00Z', '10.00');

    expect(await desk.period(APRIL)).toMatchObject({
      state: 'PAID',
      pool: '7.0000000000',
      per_stream_rate: '1.7500000000',
      adjustments: '0.0000000000',
      late_plays: 0,
      corrections_in: [],
      corrections_out: [],
    });
  });

  it('takes late plays at April’s rate and what was flagged since into May’s pool', async () => {
    await streamDesk(cloud).put([
      play('L1', 'T3', '2025-04-10T00:00:00Z'),
      play('L2', 'T3', '2025-04-20T00:00:00Z'),
      play('L3', 'T1', '2025-04-21T00:00:00Z'),
      play('L4', 'T1', '2025-04-21T00:00:00Z', 29),
      play('L5', 'T1', '2025-04-21T00:00:00Z'),
      play('P1', 'T1', '2025-04-30T11:00:00Z'),
      play('M1', 'T1', '2025-05-07T00:00:00Z'),
      play('M2', 'T2', '2025-05-07T00:00:00Z'),
    ]);
    // What T2's plays of April hold for its publisher is released to W1 before one of them is flagged.
    await desk.drop(
      'rights/later.csv',
      file('track_id,rights_type,holder_id,share,effective_from,effective_to', 'T2,publisher,W1,1,2025-01-01,'),
    );
    await cloud.untilIdle();
    expect(await posted('holding:unattributed:T2:publisher:USD', 'payable:holder:W1:USD')).toEqual([
      '0.0000000000',
      '0.8750000000',
    ]);
    await desk.drop('fraud/farm.csv', file('play_id,reason', 'P3,a farm of phones', 'L5,a farm of phones'));
    await cloud.untilIdle();
    await continueAt('2025-06-07T23:30:00Z');
    await close(MAY, '2025-06-08T00:05:00Z', '20.00');

    // 20.00 x 0.7 = 14.00, less 3 late plays of 1.75, plus 1.75 of the flagged play P3: 10.50 over 2 plays.
    expect(await desk.period(MAY)).toMatchObject({
      state: 'PAID',
      carry: '0.0000000000',
      adjustments: '-3.5000000000',
      pool: '10.5000000000',
      qualified_plays: 2,
      per_stream_rate: '5.2500000000',
      drift: '0.0000000000',
      corrections_in: [
        { period_id: APRIL, kind: 'late', plays: 3, amount: '5.2500000000' },
        { period_id: APRIL, kind: 'recovered', plays: 1, amount: '-1.7500000000' },
      ],
    });
    expect(await desk.period(APRIL)).toMatchObject({
      state: 'PAID',
      pool: '7.0000000000',
      late_plays: 3,
      corrections_out: [
        { period_id: MAY, kind: 'late', plays: 3, amount: '5.2500000000' },
        { period_id: MAY, kind: 'recovered', plays: 1, amount: '-1.7500000000' },
      ],
    });
  });

  it('stands in the ledger to the last digit, by the deals in force when each late play was played (R4)', async () => {
    const accounts = [
      'clearing:pool:US_2025_05:USD',
      'payable:holder:H1:USD',
      'payable:holder:H2:USD',
      'payable:holder:H3:USD',
      'payable:holder:H4:USD',
      'holding:unattributed:T1:publisher:USD',
      'holding:unattributed:T2:publisher:USD',
      'holding:unattributed:T3:publisher:USD',
      'payable:holder:W1:USD',
    ];

    // A play of April is 1.3125 for its artist and 0.4375 for nobody; one of May 3.9375 and 1.3125.
    expect(await posted(...accounts)).toEqual([
      '0.0000000000',
      '7.8750000000', // P1, P2, L3, M1
      '5.2500000000', // P3, P4, M2 less P3
      '1.3125000000', // L1
      '1.3125000000', // L2, at the instant of the new deal
      '2.6250000000', // P1, P2, L3, M1
      '0.0000000000', // P3 and P4 were released, M2 is claimed
      '0.8750000000', // L1, L2
      '1.7500000000', // P4 and M2; P3's released part was taken back, not taken from holding
    ]);
    const { body } = await desk.call('/v1/ledger/trial-balance', { role: 'auditor' });
    expect(body).toMatchObject({ currencies: [{ currency: 'USD', difference: '0.0000000000' }] });
  });

  it('replays both months to the same bytes', async () => {
    for (const period of [APRIL, MAY])
      expect(await desk.post(`/v1/periods/${period}/replay`, {}, { role: 'auditor' })).toMatchObject({
        status: 200,
        body: { status: 'completed', matches: true, differences: [] },
      });
  });

  it('takes each once: June takes back a late play that May paid, and what it took before no more', async () => {
    await streamDesk(cloud).put([play('J1', 'T1', '2025-06-07T00:00:00Z')]);
    await desk.drop('fraud/later.csv', file('play_id,reason', 'L3,a farm', 'P3,a farm', 'M2,a farm'));
    await cloud.untilIdle();
    const charged = { kind: 'chargeback', amount: '1.00', currency: 'USD', reason: 'A stolen card' };
    const prepared = await desk.post(`/v1/periods/${APRIL}/adjustments`, charged);
    const approving = `/v1/periods/${APRIL}/adjustments/${String(prepared.body['adjustment_id'])}/approve`;
    const approved = await desk.post(approving, {}, { role: 'approver' });
    expect([prepared.status, approved.status, approved.body['state']]).toEqual([201, 200, 'approved']);
    await continueAt('2025-07-07T23:30:00Z');
    await close(JUNE, '2025-07-08T00:05:00Z', '1.00');

    // 0.70 + 1.75 (L3, which May paid) + 5.25 (M2), less 0.70 of what was charged back.
    expect(await desk.period(JUNE)).toMatchObject({
      state: 'PAID',
      adjustments: '6.3000000000',
      pool: '7.0000000000',
      drift: '0.0000000000',
      corrections_in: [
        { period_id: APRIL, kind: 'recovered', plays: 1, amount: '-1.7500000000' },
        { period_id: MAY, kind: 'recovered', plays: 1, amount: '-5.2500000000' },
        { period_id: APRIL, kind: 'chargeback', plays: 0, amount: '0.7000000000' },
      ],
    });
    const { body: adjustments } = await desk.call(`/v1/periods/${APRIL}/adjustments`);
    expect(adjustments).toMatchObject({ items: [{ state: 'taken', taken_by: JUNE, amount: '1.0000000000' }] });
    expect(await posted('clearing:pool:US_2025_06:USD', 'payable:holder:H2:USD')).toEqual([
      '0.0000000000',
      '1.3125000000',
    ]);
  });
});
