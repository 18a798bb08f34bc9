import { afterEach, describe, expect, it } from 'vitest';
import type { Faults } from '#infra/local/functions/faults';
import type { LocalCloud } from '#infra/local/local-cloud';
import { athenaDesk } from '#test/support/athena-desk';
import { startTestCloud } from '#test/support/local-cloud';
import { aPlayRecord } from '#test/support/plays/play-builders';
import { streamDesk } from '#test/support/plays/stream-desk';

const INPUT = { period_id: 'US_2025_04', attempt: 1, cutoff_at: '2025-05-08T00:00:00Z' };

describe('a drain', () => {
  let cloud: LocalCloud;
  afterEach(() => cloud.stop());

  async function start(faults: Faults = {}) {
    cloud = await startTestCloud({ startAt: '2025-05-08T00:00:00Z', faults });
  }

  const check = async () => (await cloud.invoke('CheckDrain', { drain_id: 'US_2025_04-1' })).payload;

  it('is done once every shard’s marker has landed, however often it was started', async () => {
    await start();
    await streamDesk(cloud).put([aPlayRecord()]);

    const started = await cloud.invoke('StartDrain', INPUT);
    const again = await cloud.invoke('StartDrain', INPUT);
    await cloud.untilIdle();

    expect([started.payload, again.payload]).toEqual([{ drain_id: 'US_2025_04-1' }, { drain_id: 'US_2025_04-1' }]);
    expect(await check()).toEqual({ is_drained: true, waiting_for: [] });
    expect(await athenaDesk(cloud).rows('select count(*) from plays_landing')).toEqual([['1']]);
    expect(await athenaDesk(cloud).rows('select count(*) from plays_quarantined')).toEqual([['0']]);
  });

  it('waits for every shard while the lake is stalled, and for batches that Lambda gave up', async () => {
    let isStalled = true;
    await start({
      beforeInvoke: (name) => {
        if (isStalled && name === 'LandPlays') throw new Error('stalled');
      },
    });
    await streamDesk(cloud).put([aPlayRecord()]);
    await cloud.invoke('StartDrain', INPUT);
    await cloud.untilSettled();
    const stalled = await check();
    await cloud.untilIdle();
    isStalled = false;
    const givenUp = await check();
    await cloud.invoke('RedrivePlays', {});

    expect(stalled).toEqual({
      is_drained: false,
      waiting_for: [0, 1, 2, 3].map((shard) => `shard shardId-00000000000${shard}`),
    });
    expect(givenUp).toMatchObject({ is_drained: false });
    expect(JSON.stringify(givenUp)).toContain('RedrivePlays');
    expect(await check()).toEqual({ is_drained: true, waiting_for: [] });
  });

  it('that nobody started is named', async () => {
    await start();

    expect((await cloud.invoke('CheckDrain', { drain_id: 'SE_2025_04-1' })).functionError).toMatchObject({
      errorType: 'DrainUnknown',
    });
  });
});
