import { PutObjectCommand } from '@aws-sdk/client-s3';
import { DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recomputationKey } from '#attribution/steps/recomputations';
import type { LocalCloud } from '#infra/local/local-cloud';
import { closeDesk } from '#test/support/close-desk';
import { clientOptions, startTestCloud } from '#test/support/local-cloud';

let cloud: LocalCloud;
let desk: ReturnType<typeof closeDesk>;

beforeAll(async () => {
  cloud = await startTestCloud({ startAt: '2025-05-07T22:30:00Z' });
  desk = closeDesk(cloud);
});

afterAll(() => cloud.stop());

async function statusOf(name: string): Promise<string | undefined> {
  const states = new SFNClient(clientOptions(cloud));
  const executionArn = `arn:aws:states:us-east-1:000000000000:execution:close-period:${name}`;
  const { status } = await states.send(new DescribeExecutionCommand({ executionArn }));
  return status;
}

describe('a close', () => {
  it('cannot be asked for before the period is over', async () => {
    const early = await desk.close('US_2025_05');

    expect(early).toMatchObject({
      status: 409,
      body: {
        code: 'period-not-over',
        detail: 'US_2025_05 ends at 2025-06-01T00:00:00.000Z; its close can be asked for from then on.',
      },
    });
    expect((await desk.call('/v1/periods/US_2025_05')).status).toBe(404);
  });

  it('says what is wrong with a period or a policy that is none', async () => {
    expect(await desk.close('XX_2025_03')).toMatchObject({ status: 422, body: { code: 'period-unknown' } });
    expect(await desk.close('US_2025_3')).toMatchObject({ status: 422, body: { code: 'period-unknown' } });
    expect(await desk.close('US_2025_03', 'flat')).toMatchObject({
      status: 422,
      body: {
        code: 'policy-unknown',
        detail: 'body /policy: "flat" is no policy; it must be one of pro_rata, user_centric, artist_centric.',
      },
    });
    expect((await desk.post('/v1/periods/US_2025_03/close', {}, { role: 'approver' })).status).toBe(403);
    expect((await desk.call('/v1/periods/nothing')).status).toBe(404);
  });

  it('that two ask for at once is one execution, and may change its policy while the period is OPEN', async () => {
    const both = await Promise.all([desk.close('US_2025_04'), desk.close('US_2025_04')]);
    const other = await desk.close('US_2025_04', 'user_centric');

    expect(both.map(({ status, body }) => [status, body['attempt']])).toEqual([
      [202, 1],
      [202, 1],
    ]);
    expect(other).toMatchObject({ status: 202, body: { state: 'OPEN', policy: 'user_centric', attempt: 1 } });
    expect(await statusOf('US_2025_04-1')).toBe('RUNNING');
  });

  it('waits out the grace, and a policy that comes after it is refused', async () => {
    await desk.until('2025-05-07T23:00:00Z');
    expect((await desk.period('US_2025_04')).state).toBe('OPEN');

    await desk.until('2025-05-08T00:00:00Z');
    const late = await desk.close('US_2025_04', 'pro_rata');

    expect((await desk.period('US_2025_04')).state).not.toBe('OPEN');
    expect(late).toMatchObject({ status: 409, body: { code: 'closing-otherwise' } });
  });

  it('is listed in its month', async () => {
    const { body } = await desk.call('/v1/periods?month=2025-04');

    expect(body).toMatchObject({ items: [{ period_id: 'US_2025_04', policy: 'user_centric' }], next_cursor: null });
    expect((await desk.call('/v1/periods?month=2025-4')).status).toBe(400);
  });

  it('that is replayed or simulated for longer than a request tells where to ask, and then answers there', async () => {
    const keep = (key: string, document: object) =>
      desk.s3.send(new PutObjectCommand({ Bucket: 'royalty-lake', Key: key, Body: JSON.stringify(document) }));
    for (const [kind, path] of [
      ['replay', '/v1/periods/US_2025_04/replays/k1'],
      ['simulate', '/v1/periods/US_2025_04/simulations/k1'],
    ] as const) {
      const key = recomputationKey({ kind, periodId: 'US_2025_04', id: 'k1' });
      expect(await desk.call(path, { role: 'auditor' })).toMatchObject({ status: 404 });

      await keep(key, { status: 'running' });
      expect(await desk.call(path, { role: 'auditor' })).toEqual({
        status: 202,
        body: { period_id: 'US_2025_04', status: 'running', location: path },
      });

      const names = { [kind === 'replay' ? 'replay_id' : 'simulation_id']: 'k1', period_id: 'US_2025_04' };
      await keep(key, { status: 'failed', ...names, error: 'AthenaQueryFailed', detail: 'It took too long' });
      expect(await desk.call(path, { role: 'auditor' })).toMatchObject({ status: 200, body: { status: 'failed' } });
    }
  });
});
