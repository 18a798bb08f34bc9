import { DescribeExecutionCommand, ListExecutionsCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LocalCloud } from '#infra/local/local-cloud';
import { clientOptions, startTestCloud } from '#test/support/local-cloud';
import { at } from '#test/support/plays/play-builders';
import { aLandedPlay, playLakeDesk, thePeriod } from '#test/support/plays/play-lake-desk';

const MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:compact-plays';

let cloud: LocalCloud;
let desk: ReturnType<typeof playLakeDesk>;
let states: SFNClient;

beforeAll(async () => {
  cloud = await startTestCloud({ startAt: '2025-05-08T00:30:00Z' });
  desk = playLakeDesk(cloud);
  states = new SFNClient(clientOptions(cloud));
});

afterAll(async () => {
  states.destroy();
  desk.close();
  await cloud.stop();
});

async function invoke(functionName: string, event: unknown): Promise<unknown> {
  const answer = await cloud.invoke(functionName, event);
  expect(answer).not.toHaveProperty('error');
  return answer.payload;
}

it('what landed is compacted within the hour, sealed once, and searched for fraud by the functions as they deploy', async () => {
  await desk.land('first', [aLandedPlay({ playId: 'p1' }), aLandedPlay({ playId: 'p2', durationPlayedSeconds: 12 })]);
  await cloud.advanceClock('2025-05-08T02:00:00Z');
  await cloud.untilIdle();

  const { runs } = await desk.lake();
  expect(runs).toMatchObject([{ plays: 2, duplicates: 0 }]);

  const { periodId, countryId, periodStartMs, periodEndMs, cutoffAtMs } = thePeriod('US_2025_04');
  const request = {
    period_id: periodId,
    country: countryId,
    period_start_ms: periodStartMs,
    period_end_ms: periodEndMs,
    cutoff_at_ms: cutoffAtMs,
    attempt: 1,
  };
  const sealed = await invoke('SealPlays', request);
  await desk.land('late', [aLandedPlay({ playId: 'p3', ingestedAtMs: at('2025-05-08T02:00:00Z') })]);
  const { executionArn } = await states.send(new StartExecutionCommand({ stateMachineArn: MACHINE, input: '{}' }));
  await cloud.untilIdle();

  expect(sealed).toMatchObject({ plays: 2, late_plays: 0, quarantined_plays: 0, duplicate_plays: 0 });
  expect(await invoke('SealPlays', request)).toEqual(sealed);
  expect(await invoke('FlagFraud', { period_id: periodId, attempt: 1 })).toEqual({ flagged_plays: 0, flags: 0 });
  const { status } = await states.send(new DescribeExecutionCommand({ executionArn }));
  expect(status).toBe('SUCCEEDED');
  expect((await desk.lake()).runs).toHaveLength(2);
});

it('an hour in which nothing landed makes no run', async () => {
  const before = await desk.lake();
  await cloud.advanceClock('2025-05-08T05:00:00Z');
  await cloud.untilIdle();

  const { executions = [] } = await states.send(new ListExecutionsCommand({ stateMachineArn: MACHINE }));
  expect(executions.every(({ status }) => status === 'SUCCEEDED')).toBe(true);
  expect(executions.length).toBeGreaterThan(2);
  expect(await desk.lake()).toEqual(before);
});
