import { SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LocalCloud } from '#infra/local/local-cloud';
import { closeDesk } from '#test/support/close-desk';
import { clientOptions, startTestCloud } from '#test/support/local-cloud';
import { aPlayRecord } from '#test/support/plays/play-builders';
import { streamDesk } from '#test/support/plays/stream-desk';

const PERIOD = 'US_2025_04';
const STATES = [
  'EnsureOpen',
  'BeginCutoff',
  'StartDrain',
  'CheckDrain',
  'SealPlays',
  'BeginReconciling',
  'FlagFraud',
  'ConfirmRevenue',
  'AwaitPreviousPeriod',
  'DeterminePool',
  'CountQualified',
  'FreezePool',
  'Attribute',
  'Prove',
  'PostEarnings',
  'ProveLedger',
  'AwaitApproval',
];

let cloud: LocalCloud;
let attempt = 1;
const unkilled = new Set(STATES);

/** The first time that a state is reached, somebody stops the execution; the call itself goes on, as Lambda's would. */
async function kill(): Promise<void> {
  const states = new SFNClient(clientOptions(cloud));
  const executionArn = `arn:aws:states:us-east-1:000000000000:execution:close-period:${PERIOD}-${attempt}`;
  await states.send(new StopExecutionCommand({ executionArn }));
}

beforeAll(async () => {
  let killing: Promise<void> = Promise.resolve();
  cloud = await startTestCloud({
    startAt: '2025-05-07T23:30:00Z',
    faults: {
      beforeInvoke: (name) => {
        if (!unkilled.delete(name)) return;
        killing = killing.then(kill);
      },
    },
  });
});

afterAll(() => cloud.stop());

it('a close that is stopped at each of its states and asked for again pays the same, once', async () => {
  const desk = closeDesk(cloud);
  const rights = 'track_id,rights_type,holder_id,share,effective_from,effective_to\nT1,artist,H1,1,2025-01-01,\n';
  await desk.drop('rights/r.csv', rights);
  await desk.drop('weights/w.csv', 'country,rights_type,weight,effective_from,effective_to\n*,artist,1,2025-01-01,\n');
  await desk.drop('revenue/r.csv', 'country,period,user_id,currency,amount\nUS,2025-04,,USD,10\n');
  const playedAt = Date.parse('2025-04-30T20:00:00Z');
  const record = { track_id: 'T1', country_id: 'US', played_at_ms: playedAt };
  await streamDesk(cloud).put(['A', 'B', 'C'].map((id) => aPlayRecord({ ...record, play_id: id, user_id: id })));
  await desk.until('2025-05-08T00:00:01Z');

  for (let asked = 0; asked <= STATES.length; asked += 1) {
    const { body } = await desk.close(PERIOD);
    attempt = Number(body['attempt']);
    await cloud.untilIdle();
  }
  const period = await desk.period(PERIOD);
  await desk.post(`/v1/periods/${PERIOD}/approve`, { digest: period.approval?.digest }, { role: 'approver' });
  await cloud.untilIdle();

  expect([...unkilled]).toEqual([]);
  expect(attempt).toBeGreaterThan(12);
  expect(await desk.period(PERIOD)).toMatchObject({
    state: 'PAID',
    waiting_for: null,
    plays: 3,
    qualified_plays: 3,
    pool: '7.0000000000',
    per_stream_rate: '2.3333333333',
    attributed: '6.9999999999',
    residual: '0.0000000001',
    drift: '0.0000000000',
  });
  const { body } = await desk.call('/v1/ledger/accounts/payable:holder:H1:USD');
  expect(body).toMatchObject({ balances: [{ posted: '6.9999999999' }] });
  const trial = await desk.call('/v1/ledger/trial-balance', { role: 'auditor' });
  expect(trial.body).toMatchObject({ currencies: [{ difference: '0.0000000000' }] });
});
