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
const RIGHTS = 'track_id,rights_type,holder_id,share,effective_from,effective_to';
const FIRST_HALF = Date.parse('2025-04-10T11:00:00Z');
const SECOND_HALF = Date.parse('2025-04-20T11:00:00Z');

/** Three plays of T1, one before and two after the middle of April, and three of T2; songwriters of T1 are not registered. */
beforeAll(async () => {
  cloud = await startTestCloud({ startAt: '2025-05-07T22:30:00Z' });
  desk = closeDesk(cloud);
  await desk.drop(
    'rights/april.csv',
    file(RIGHTS, 'T1,artist,H1,1,2025-01-01,', 'T2,artist,H2,1,2025-01-01,', 'T2,songwriter,H3,1,2025-01-01,'),
  );
  await desk.drop(
    'weights/all.csv',
    file(
      'country,rights_type,weight,effective_from,effective_to',
      '*,artist,0.75,2025-01-01,',
      '*,songwriter,0.25,2025-01-01,',
    ),
  );
  await streamDesk(cloud).put(
    [FIRST_HALF, SECOND_HALF, SECOND_HALF, FIRST_HALF, FIRST_HALF, FIRST_HALF].map((at, index) =>
      aPlayRecord({
        play_id: `P${index}`,
        user_id: `U${index}`,
        track_id: index < 3 ? 'T1' : 'T2',
        country_id: 'US',
        played_at_ms: at + index,
        duration_played_s: 30,
      }),
    ),
  );
  await desk.drop('revenue/april.csv', file('country,period,user_id,currency,amount', 'US,2025-04,,USD,10.00'));
  await cloud.untilIdle();
  await desk.close(PERIOD);
  await desk.until('2025-05-08T00:05:00Z');
});

afterAll(() => cloud.stop());

const balances = z.object({ balances: z.array(z.object({ posted: z.string() })) });

async function posted(...accounts: readonly string[]) {
  const found = await Promise.all(
    accounts.map(async (account) => {
      const { body } = await desk.call(`/v1/ledger/accounts/${account}?as_of=2025-05-01`);
      return balances.safeParse(body).data?.balances[0]?.posted;
    }),
  );
  return found;
}

const HELD = 'holding:unattributed:T1:songwriter:USD';
const WRITERS = ['payable:holder:W1:USD', 'payable:holder:W2:USD', 'payable:holder:W3:USD'];

async function unattributed() {
  return (await desk.call(`/v1/periods/${PERIOD}/unattributed`, { role: 'auditor' })).body;
}

async function difference() {
  const { body } = await desk.call('/v1/ledger/trial-balance', { role: 'auditor' });
  return z.object({ currencies: z.array(z.object({ difference: z.string() })) }).parse(body).currencies[0]?.difference;
}

describe('money that nobody claimed (R10)', () => {
  it('is held by track and type, and stays held while the period is not approved', async () => {
    // 7.00 ÷ 6 plays = 1.1666666666; a quarter of three plays of it.
    expect(await posted(HELD)).toEqual(['0.8749999999']);
    await desk.drop('rights/other.csv', file(RIGHTS, 'T9,songwriter,W9,1,2025-01-01,'));
    await cloud.untilIdle();

    expect(await posted(HELD)).toEqual(['0.8749999999']);
    const { approval } = await desk.period(PERIOD);
    await desk.post(`/v1/periods/${PERIOD}/approve`, { digest: approval?.digest }, { role: 'approver' });
    await cloud.untilIdle();
    expect(await desk.period(PERIOD)).toMatchObject({ state: 'PAID' });
  });

  it('goes to the holders of the part that a later bridge covers; the rest stays held', async () => {
    await desk.drop(
      'rights/late.csv',
      file(RIGHTS, 'T1,songwriter,W1,0.33333,2025-01-01,2025-04-15', 'T1,songwriter,W2,0.66667,2025-01-01,2025-04-15'),
    );
    await cloud.untilIdle();

    // Of 0.87499999995 that three plays earned, one play's 0.09722124999 and 0.19444541665 go; 0.58333333330 is not claimed.
    expect(await posted(HELD, ...WRITERS)).toEqual(['0.5833333333', '0.0972212500', '0.1944454166', undefined]);
    expect(await unattributed()).toMatchObject({
      items: [
        {
          track_id: 'T1',
          rights_type: 'songwriter',
          plays: 3,
          held: '0.8749999999',
          released: [
            { holder_id: 'W1', amount: '0.0972212500', bridge_version: 3 },
            { holder_id: 'W2', amount: '0.1944454166', bridge_version: 3 },
          ],
          still_held: '0.5833333333',
        },
      ],
    });
    expect(await difference()).toBe('0.0000000000');
  });

  it('moves nothing when the same rights are dropped again, or the schedule comes by', async () => {
    const before = await unattributed();
    await desk.drop(
      'rights/again.csv',
      file(RIGHTS, 'T1,songwriter,W1,0.33333,2025-01-01,2025-04-15', 'T1,songwriter,W2,0.66667,2025-01-01,2025-04-15'),
    );
    await desk.until('2025-05-09T04:00:00Z');

    expect(await unattributed()).toEqual(before);
    expect(await posted(HELD)).toEqual(['0.5833333333']);
  });

  it('gives the rest, to the last unit, once all of the month is covered, and never restates what was paid (R11)', async () => {
    await desk.drop('rights/rest.csv', file(RIGHTS, 'T1,songwriter,W3,1,2025-04-15,'));
    await cloud.untilIdle();

    expect(await posted(HELD, ...WRITERS)).toEqual(['0.0000000000', '0.0972212500', '0.1944454166', '0.5833333333']);
    expect(await difference()).toBe('0.0000000000');
  });

  it('is among a holder’s lines and earnings, beside what the close attributed', async () => {
    const asHolder = (holder: string) => ({ role: 'holder', holder });
    const lines = await desk.call(`/v1/periods/${PERIOD}/attribution?holder_id=W3`, asHolder('W3'));
    const earnings = await Promise.all(
      ['period', 'territory', 'track', 'store'].map(async (grouping) => {
        const { body } = await desk.call(`/v1/holders/W3/earnings?group_by=${grouping}`, asHolder('W3'));
        return z.object({ items: z.array(z.looseObject({ group: z.string() })) }).parse(body).items;
      }),
    );
    const { body: ofH1 } = await desk.call('/v1/holders/H1/earnings', asHolder('H1'));

    expect(lines.body).toMatchObject({
      items: ['P1', 'P2'].map((play_id) => ({ play_id, rights_type: 'songwriter', amount: '0.29166666665000000000' })),
    });
    expect(earnings.map((items) => items.map(({ group }) => group))).toEqual([['2025-04'], ['US'], ['T1'], ['plays']]);
    expect(earnings[0]).toEqual([
      {
        source: 'plays',
        group: '2025-04',
        currency: 'USD',
        amount: '0.5833333333',
        commission: '0.0000000000',
        gross: '0.5833333333',
        rows: 2,
      },
    ]);
    expect(ofH1).toMatchObject({ items: [{ source: 'plays', group: '2025-04', amount: '2.6249999998', rows: 3 }] });
  });
});
