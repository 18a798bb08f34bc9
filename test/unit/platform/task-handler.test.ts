import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { RoyaltyError } from '#kernel/errors';
import { queueHandler } from '#platform/queue-handler';
import { taskHandler } from '#platform/task-handler';
import { aLambdaContext } from '#test/support/http-events';

class PeriodNotReconciled extends RoyaltyError {
  override readonly name = 'PeriodNotReconciled';
}

const input = z.object({ drop_id: z.string(), rows: z.int() });

describe('a task of a state machine', () => {
  const double = taskHandler(input, async ({ rows }, { correlationId }) => ({ rows: rows * 2, correlationId }));

  it('is given its parsed input and returns its step’s result', async () => {
    expect(await double({ drop_id: 'd_1', rows: 21 }, aLambdaContext())).toEqual({ rows: 42, correlationId: 'd_1' });
  });

  it('refuses an input that does not fit, by an error that no one retries', async () => {
    await expect(double({ drop_id: 'd_1', rows: '21' }, aLambdaContext())).rejects.toMatchObject({
      name: 'TaskInputInvalid',
      message: expect.stringContaining('rows'),
    });
  });

  it('throws its step’s error on with the literal name that a Catch routes by', async () => {
    const failing = taskHandler(input, async () => {
      throw new PeriodNotReconciled('US_2025_04 is OPEN; only a RECONCILING period can freeze');
    });

    await expect(failing({ drop_id: 'd_1', rows: 1 }, aLambdaContext())).rejects.toMatchObject({
      name: 'PeriodNotReconciled',
    });
  });

  it('returns nothing when its step does', async () => {
    expect(
      await taskHandler(input, async () => undefined)({ drop_id: 'd', rows: 1 }, aLambdaContext()),
    ).toBeUndefined();
  });
});

describe('a queue’s batch', () => {
  const record = (messageId: string) => ({
    messageId,
    receiptHandle: messageId,
    body: messageId,
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '0',
      SenderId: 's',
      ApproximateFirstReceiveTimestamp: '0',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:royalty-drop-arrivals',
    awsRegion: 'us-east-1',
  });

  it('gives back the messages that failed and no other', async () => {
    const done: string[] = [];
    const handler = queueHandler(async ({ body }) => {
      if (body.startsWith('bad')) throw new Error(`${body} cannot be read`);
      done.push(body);
    });

    const answer = await handler({ Records: ['a', 'bad-1', 'b', 'bad-2'].map(record) }, aLambdaContext());

    expect(done.toSorted()).toEqual(['a', 'b']);
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'bad-1' }, { itemIdentifier: 'bad-2' }] });
  });

  it('gives back all of them when all failed', async () => {
    const handler = queueHandler(async () => {
      throw new Error('no');
    });

    const answer = await handler({ Records: ['a', 'b'].map(record) }, aLambdaContext());

    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'a' }, { itemIdentifier: 'b' }] });
  });
});
