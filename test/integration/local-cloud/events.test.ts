import { DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { CreateScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { DescribeExecutionCommand, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalCloud } from '#infra/local/local-cloud';
import { aFunction, aMapping, aQueue, aRule, aStateMachine, aTable, aTemplate } from '#test/support/fixture-template';
import { clientOptions, keptFolder, startTestCloud } from '#test/support/local-cloud';

const templates = aTemplate(
  aTable('collected'),
  aTable('watched', { StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' } }),
  aFunction('Collect', 'collect.ts'),
  aFunction('CollectChanges', 'collect.ts'),
  aQueue('arrivals', 2),
  aQueue('unread'),
  aMapping('FromArrivals', 'Collect', ['arrivals', 'Arn'], { BatchSize: 5 }),
  aMapping('FromWatched', 'CollectChanges', ['watched', 'StreamArn'], {
    MaximumRetryAttempts: 1,
    FilterCriteria: { Filters: [{ Pattern: JSON.stringify({ eventName: ['INSERT'] }) }] },
  }),
  aStateMachine('greet', { StartAt: 'Greet', States: { Greet: { Type: 'Pass', End: true } } }),
  aRule(
    'drops-arrive',
    { EventPattern: { source: ['aws.test'], detail: { object: { key: [{ prefix: 'reports/' }] } } } },
    'arrivals',
  ),
  aRule('drops-greet', { EventPattern: { 'detail-type': [{ suffix: 'Created' }] } }, 'greet'),
  aRule('daily', { ScheduleExpression: 'cron(0 6 * * ? *)' }, 'unread'),
);
const machineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:greet';

describe('events of the local cloud', () => {
  let cloud: LocalCloud;
  let events: EventBridgeClient;
  let states: SFNClient;
  let sqs: SQSClient;
  let dynamoDb: DynamoDBClient;
  const queueUrl = (name: string) => `${cloud.endpoint}/000000000000/${name}`;
  const collected = async () =>
    ((await dynamoDb.send(new ScanCommand({ TableName: 'collected' }))).Items ?? []).map(({ text }) => text?.S ?? '');
  const count = async (queue: string) => {
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: queueUrl(queue), AttributeNames: ['All'] }),
    );
    return Number(Attributes?.['ApproximateNumberOfMessages']);
  };
  const put = (key: string, detailType = 'Object Created') =>
    events.send(
      new PutEventsCommand({
        Entries: [{ Source: 'aws.test', DetailType: detailType, Detail: JSON.stringify({ object: { key } }) }],
      }),
    );

  beforeAll(async () => {
    cloud = await startTestCloud({ templates });
    events = new EventBridgeClient(clientOptions(cloud));
    states = new SFNClient(clientOptions(cloud));
    sqs = new SQSClient(clientOptions(cloud));
    dynamoDb = new DynamoDBClient(clientOptions(cloud));
  });
  afterAll(async () => {
    for (const client of [events, states, sqs, dynamoDb]) client?.destroy();
    await cloud?.stop();
  });

  it('go by rule to a queue, a function and a state machine', async () => {
    await put('reports/distrokid/april.tsv');
    await put('catalog/tracks.csv');
    await cloud.untilIdle();
    const { executions = [] } = await states.send(new ListExecutionsCommand({ stateMachineArn: machineArn }));
    const { output } = await states.send(new DescribeExecutionCommand({ executionArn: executions[0]?.executionArn }));

    expect((await collected()).filter((text) => text.includes('object'))).toEqual([
      expect.stringContaining('"key":"reports/distrokid/april.tsv"'),
    ]);
    expect(executions.map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    expect(JSON.parse(output ?? '')).toMatchObject({
      account: '000000000000',
      source: 'aws.test',
      'detail-type': 'Object Created',
    });
  });

  it('that a function refuses come back after the visibility timeout and end in the dead-letter queue', async () => {
    const before = cloud.clock.now();
    await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl('arrivals'), MessageBody: '{"please":"fail"}' }));
    await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl('arrivals'), MessageBody: '{"please":"pass"}' }));
    await cloud.untilIdle();

    expect(await collected()).toContain('{"please":"pass"}');
    expect(await count('arrivals')).toBe(0);
    expect(await count('arrivals-dead')).toBe(1);
    expect(cloud.clock.now() - before).toBeGreaterThanOrEqual(120_000);
  });

  it('of a schedule happen at their instants, in order, when the clock jumps', async () => {
    await cloud.advanceClock('2025-05-03T07:00:00Z');
    const times: string[] = [];
    for (;;) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: queueUrl('unread'), MaxNumberOfMessages: 10 }),
      );
      if (Messages.length === 0) break;
      for (const { Body, ReceiptHandle } of Messages) {
        times.push(JSON.parse(Body ?? '').time);
        await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl('unread'), ReceiptHandle }));
      }
    }

    expect(times).toEqual(['2025-05-01T06:00:00Z', '2025-05-02T06:00:00Z', '2025-05-03T06:00:00Z']);
  });

  it('of a one-time schedule made by a client start its target once', async () => {
    const scheduler = new SchedulerClient(clientOptions(cloud));
    const Target = {
      Arn: machineArn,
      RoleArn: 'arn:aws:iam::000000000000:role/any',
      Input: '{"deadline":"<aws.scheduler.scheduled-time>"}',
    };
    await scheduler.send(
      new CreateScheduleCommand({
        Name: 'deadline',
        ScheduleExpression: 'at(2025-08-10T12:00:00)',
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target,
      }),
    );
    await cloud.advanceClock('2025-08-11T00:00:00Z');
    const { executions = [] } = await states.send(new ListExecutionsCommand({ stateMachineArn: machineArn }));
    const { input } = await states.send(new DescribeExecutionCommand({ executionArn: executions[0]?.executionArn }));
    scheduler.destroy();

    expect(input).toBe('{"deadline":"2025-08-10T12:00:00Z"}');
  });

  it('of a table’s stream reach its function in order, filtered', async () => {
    for (const pk of ['a', 'b'])
      await dynamoDb.send(new PutItemCommand({ TableName: 'watched', Item: { pk: { S: pk } } }));
    await dynamoDb.send(
      new PutItemCommand({ TableName: 'watched', Item: { pk: { S: 'a' }, changed: { BOOL: true } } }),
    );
    await cloud.untilIdle();

    expect((await collected()).filter((text) => /^(INSERT|MODIFY)/.test(text)).toSorted()).toEqual([
      'INSERT a',
      'INSERT b',
    ]);
  });
});

describe('a restart', () => {
  it('loses no message', async () => {
    const dataDirectory = keptFolder();
    const first = await startTestCloud({ templates, dataDirectory });
    const sqs = new SQSClient(clientOptions(first));
    await sqs.send(new SendMessageCommand({ QueueUrl: `${first.endpoint}/000000000000/unread`, MessageBody: 'kept' }));
    sqs.destroy();
    await first.stop();

    const second = await startTestCloud({ templates, dataDirectory });
    const again = new SQSClient(clientOptions(second));
    const { Messages } = await again.send(
      new ReceiveMessageCommand({ QueueUrl: `${second.endpoint}/000000000000/unread` }),
    );
    again.destroy();
    await second.stop();

    expect(Messages?.map(({ Body }) => Body)).toEqual(['kept']);
  });
});
