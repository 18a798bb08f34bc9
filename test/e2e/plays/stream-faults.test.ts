import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Faults, FunctionRequest } from '#infra/local/functions/faults';
import type { LocalCloud } from '#infra/local/local-cloud';
import { athenaDesk } from '#test/support/athena-desk';
import { clientOptions, startTestCloud } from '#test/support/local-cloud';
import { aPlayRecord } from '#test/support/plays/play-builders';
import { streamDesk } from '#test/support/plays/stream-desk';

const playsNamed = (name: string, count: number) =>
  Array.from({ length: count }, (_, index) => aPlayRecord({ play_id: `${name}-${index}` }));
const isLandingPut = ({ functionName, scope, operation }: FunctionRequest) =>
  functionName === 'LandPlays' && scope === 's3' && operation.includes('plays_landing/');

describe('the two readers of the stream', () => {
  let cloud: LocalCloud;
  afterEach(() => cloud.stop());

  async function start(faults: Faults) {
    cloud = await startTestCloud({ startAt: '2025-04-30T13:00:00Z', faults });
    return { stream: streamDesk(cloud), lake: athenaDesk(cloud) };
  }

  /** The ids that the recommender finds in its queue, each once: a reader that dies tells again. */
  async function fed(): Promise<readonly string[]> {
    const sqs = new SQSClient(clientOptions(cloud));
    const QueueUrl = `${cloud.endpoint}/000000000000/royalty-play-feed`;
    const body = z.object({ plays: z.array(z.object({ play_id: z.string() })) });
    const ids: string[] = [];
    for (;;) {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
      if (Messages.length === 0) return [...new Set(ids)].toSorted();
      for (const { Body = '' } of Messages) ids.push(...body.parse(JSON.parse(Body)).plays.map((play) => play.play_id));
    }
  }

  async function landingKeys(): Promise<readonly string[]> {
    const s3 = new S3Client(clientOptions(cloud));
    const { Contents = [] } = await s3.send(
      new ListObjectsV2Command({ Bucket: 'royalty-lake', Prefix: 'plays_landing/' }),
    );
    return Contents.map(({ Key }) => Key ?? '');
  }

  const arrivals = `select count(distinct play_id), count(distinct source || position) from plays_landing`;

  it('a stalled lake never delays the feed, and lands everything once it moves again', async () => {
    let isStalled = true;
    const { stream, lake } = await start({
      beforeRequest: (request) => {
        if (isStalled && isLandingPut(request)) throw new Error('the lake is stalled');
      },
    });
    await stream.put(playsNamed('early', 20));
    await cloud.untilSettled();
    await stream.put(playsNamed('later', 20));
    await cloud.untilSettled();

    expect(await fed()).toHaveLength(40);
    expect(await landingKeys()).toEqual([]);

    isStalled = false;
    await cloud.untilIdle();

    expect(await lake.rows(arrivals)).toEqual([['40', '40']]);
  });

  it('a failing feed never loses a payable play, gives up what is stale, and feeds again once it can', async () => {
    let isFailing = true;
    const { stream, lake } = await start({
      beforeRequest: ({ functionName, scope }) => {
        if (isFailing && functionName === 'FeedPlays' && scope === 'sqs') throw new Error('no queue');
      },
    });
    await stream.put(playsNamed('lost', 20));
    await cloud.untilIdle();
    isFailing = false;
    await stream.put(playsNamed('fed', 3));
    await cloud.untilIdle();

    expect(await lake.rows(arrivals)).toEqual([['23', '23']]);
    expect(await fed()).toEqual(['fed-0', 'fed-1', 'fed-2']);
  });

  it('a function that dies between write and acknowledgement lands nothing twice (R6)', async () => {
    let deaths = 0;
    const { stream, lake } = await start({
      afterRequest: (request) => {
        if (!isLandingPut(request) || deaths === 3) return;
        deaths += 1;
        throw new Error('dies');
      },
    });

    await stream.put(playsNamed('p', 100));
    await cloud.untilIdle();

    expect(deaths).toBe(3);
    expect(await lake.rows(arrivals)).toEqual([['100', '100']]);
  });

  it('the feed tells no markers and nothing that is quarantined', async () => {
    const { stream } = await start({});
    await stream.put([
      'no json',
      { drain_marker: 'US_2025_04-1' },
      aPlayRecord({ play_id: 'told', duration_played_s: 3 }),
    ]);
    await cloud.untilIdle();

    expect(await fed()).toEqual(['told']);
  });
});
