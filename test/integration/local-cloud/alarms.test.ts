import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListTopicsCommand,
  PublishCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalCloud } from '#infra/local/local-cloud';
import { aFunction, aQueue, aTemplate } from '#test/support/fixture-template';
import { clientOptions, keptFolder, startTestCloud } from '#test/support/local-cloud';

const ACCOUNT = 'us-east-1:000000000000';
const ALARMS = `arn:aws:sns:${ACCOUNT}:alarms`;
const templates = aTemplate(aFunction('Misbehave', 'misbehave.ts'), aQueue('pager'), aQueue('raw'), {
  Alarms: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'alarms' } },
  Policy: { Type: 'AWS::SNS::TopicPolicy', Properties: { PolicyDocument: {}, Topics: [{ Ref: 'Alarms' }] } },
  Dashboard: { Type: 'AWS::CloudWatch::Dashboard', Properties: { DashboardBody: '{}' } },
  Pager: {
    Type: 'AWS::SNS::Subscription',
    Properties: { TopicArn: { Ref: 'Alarms' }, Protocol: 'sqs', Endpoint: { 'Fn::GetAtt': ['pager', 'Arn'] } },
  },
  Mail: {
    Type: 'AWS::SNS::Subscription',
    Properties: { TopicArn: { Ref: 'Alarms' }, Protocol: 'email', Endpoint: 'ops@example.com' },
  },
  Errors: {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmName: 'Misbehave-Errors',
      AlarmDescription: 'nobody is paid',
      Namespace: 'AWS/Lambda',
      MetricName: 'Errors',
      Dimensions: [{ Name: 'FunctionName', Value: { Ref: 'Misbehave' } }],
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: [{ Ref: 'Alarms' }],
    },
  },
});

describe('alarms and topics', () => {
  const dataDirectory = keptFolder();
  const lines: string[] = [];
  let cloud: LocalCloud;
  let sns: SNSClient;
  const start = async () => {
    cloud = await startTestCloud({ templates, dataDirectory, log: (line) => lines.push(line) });
    sns = new SNSClient(clientOptions(cloud));
  };
  beforeAll(start);
  afterAll(() => cloud.stop());

  const received = async (queue: string) => {
    await cloud.untilIdle();
    const sqs = new SQSClient(clientOptions(cloud));
    const QueueUrl = `${cloud.endpoint}/000000000000/${queue}`;
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    return Messages.map(({ Body = '' }) => Body);
  };

  it('a failing function reaches whoever is subscribed to the topic of its alarm, and the log', async () => {
    await cloud.invoke('Misbehave', { how: 'fail' });

    const [body, ...others] = await received('pager');
    const notification = JSON.parse(body ?? '{}');

    expect(others).toEqual([]);
    expect(notification).toMatchObject({
      Type: 'Notification',
      TopicArn: ALARMS,
      Subject: 'ALARM: "Misbehave-Errors" in US East (N. Virginia)',
    });
    expect(JSON.parse(notification.Message)).toMatchObject({
      NewStateValue: 'ALARM',
      AlarmDescription: 'nobody is paid',
    });
    expect(lines).toContain('SNS alarms: ALARM: "Misbehave-Errors" in US East (N. Virginia)');
    expect(lines).toContain('SNS would send it by email to ops@example.com');
  });

  it('a topic that a client made and what it subscribed are there after a restart', async () => {
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'made' }));
    const again = await sns.send(new CreateTopicCommand({ Name: 'made' }));
    const Endpoint = `arn:aws:sqs:${ACCOUNT}:raw`;
    const subscribe = new SubscribeCommand({
      TopicArn,
      Protocol: 'sqs',
      Endpoint,
      Attributes: { RawMessageDelivery: 'true' },
    });
    const first = await sns.send(subscribe);
    const second = await sns.send(subscribe);

    await cloud.stop();
    await start();
    await sns.send(new PublishCommand({ TopicArn, Message: 'still <here>' }));

    expect(again.TopicArn).toBe(TopicArn);
    expect(second.SubscriptionArn).toBe(first.SubscriptionArn);
    expect(await received('raw')).toEqual(['still <here>']);
    const { Topics } = await sns.send(new ListTopicsCommand({}));
    expect(Topics?.map((topic) => topic.TopicArn).toSorted()).toEqual([ALARMS, TopicArn]);
  });

  it('a topic that was deleted has neither subscriptions nor messages', async () => {
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'short' }));
    const { SubscriptionArn } = await sns.send(
      new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'pat@example.com' }),
    );
    const before = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
    await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
    const { Subscriptions } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    await sns.send(new DeleteTopicCommand({ TopicArn }));

    expect(before.Attributes).toMatchObject({ TopicArn, SubscriptionsConfirmed: '1' });
    expect(Subscriptions).toEqual([]);
    await expect(sns.send(new PublishCommand({ TopicArn, Message: 'x' }))).rejects.toMatchObject({
      name: 'NotFoundException',
    });
  });

  it.each([
    ['a protocol that is none', { Protocol: 'pigeon', Endpoint: 'coop' }, /pigeon is none of sqs, email/],
    ['a queue by its name', { Protocol: 'sqs', Endpoint: 'raw' }, /raw is no ARN of a queue/],
    [
      'a filter, which would be ignored',
      { Protocol: 'sqs', Endpoint: `arn:aws:sqs:${ACCOUNT}:raw`, Attributes: { FilterPolicy: '{}' } },
      /the local SNS delivers every message/,
    ],
  ])('refuse %s', async (_, subscription, message) => {
    await expect(sns.send(new SubscribeCommand({ TopicArn: ALARMS, ...subscription }))).rejects.toThrow(message);
  });
});
