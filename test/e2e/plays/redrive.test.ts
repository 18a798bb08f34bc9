import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LocalCloud } from '#infra/local/local-cloud';
import { athenaDesk } from '#test/support/athena-desk';
import { awsCli, CLI_TEST_MILLISECONDS, hasAwsCli } from '#test/support/aws-cli';
import { clientOptions, startTestCloud } from '#test/support/local-cloud';
import { aPlayRecord } from '#test/support/plays/play-builders';
import { streamDesk } from '#test/support/plays/stream-desk';

const ARRIVALS = 'select count(distinct play_id), count(distinct source || position) from plays_landing';

describe('batches that Lambda gave up', () => {
  let cloud: LocalCloud;
  let isFailing = true;

  beforeEach(async () => {
    isFailing = true;
    cloud = await startTestCloud({
      startAt: '2025-04-30T13:00:00Z',
      faults: {
        beforeInvoke: (functionName) => {
          if (isFailing && functionName === 'LandPlays') throw new Error('dies');
        },
      },
    });
    const records = Array.from({ length: 2 }, (_, index) => aPlayRecord({ play_id: `p-${index}` }));
    await streamDesk(cloud).put([...records, 'no json']);
    await cloud.untilIdle();
    isFailing = false;
  });

  afterEach(() => cloud.stop());

  async function waiting(): Promise<number> {
    const sqs = new SQSClient(clientOptions(cloud));
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: `${cloud.endpoint}/000000000000/royalty-plays-failed`,
        AttributeNames: ['ApproximateNumberOfMessages'],
      }),
    );
    return Number(Attributes?.ApproximateNumberOfMessages);
  }

  it('are redriven from the stream: nothing is lost, nothing doubled, however often it is asked for', async () => {
    const lake = athenaDesk(cloud);
    expect(await lake.rows(ARRIVALS)).toEqual([['0', '0']]);
    expect(await waiting()).toBeGreaterThan(0);

    const first = await cloud.invoke('RedrivePlays', {});
    const second = await cloud.invoke('RedrivePlays', {});

    expect(first).toMatchObject({
      payload: { plays: 2, quarantined: 1, incomplete: [], failed: [], unreadable: 0 },
    });
    expect(second).toMatchObject({ payload: { redriven: 0, plays: 0, quarantined: 0 } });
    expect(await waiting()).toBe(0);
    expect(await lake.rows(ARRIVALS)).toEqual([['2', '2']]);
    expect(await lake.rows('select count(*) from plays_quarantined')).toEqual([['1']]);
  });

  it('hold up no later ones, and arrive when they arrived, not when they were redriven (R3)', async () => {
    await streamDesk(cloud).put([aPlayRecord({ play_id: 'later' })]);
    await cloud.advanceClock('2025-05-01T13:00:00Z');
    await cloud.invoke('RedrivePlays', {});

    const hours = await athenaDesk(cloud).rows(
      'select arrival_hour, count(distinct play_id) from plays_landing group by 1 order by 1',
    );

    expect(hours.map(([hour]) => hour?.slice(0, 10))).toEqual(hours.map(() => '2025-04-30'));
    expect(hours.reduce((sum, [, count]) => sum + Number(count), 0)).toBe(3);
  });

  it.skipIf(!hasAwsCli)(
    'are redriven by the command of the README',
    async () => {
      const answer = join(mkdtempSync(join(tmpdir(), 'redrive-')), 'answer.json');

      await awsCli(cloud.endpoint, 'lambda', 'invoke', '--function-name', 'RedrivePlays', answer);

      expect(JSON.parse(readFileSync(answer, 'utf8'))).toMatchObject({ plays: 2, failed: [] });
    },
    CLI_TEST_MILLISECONDS,
  );
});
