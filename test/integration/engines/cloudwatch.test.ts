import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { AwsQueryProtocol } from '@aws-sdk/core/protocols';
import { SmithyRpcV2CborProtocol } from '@smithy/core/cbor';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CloudWatchEngine, createCloudWatchEngine } from '#infra/local/engines/cloudwatch/cloudwatch-engine';
import { awsCli, CLI_TEST_MILLISECONDS, hasAwsCli } from '#test/support/aws-cli';
import { aContext, type FakeContext, localClient, type ServedEngine, serve } from '#test/support/local-context';

const alarm = (name: string, properties: object) => ({ type: 'AWS::CloudWatch::Alarm', name, properties });
const TOPIC = 'arn:aws:sns:us-east-1:000000000000:royalty-alarms';
const quarantined = {
  AlarmDescription: 'a report is not paid',
  Namespace: 'Pennywhistle',
  MetricName: 'ReportsQuarantined',
  Dimensions: [{ Name: 'service', Value: 'DetectReport' }],
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 1,
  ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  TreatMissingData: 'notBreaching',
  AlarmActions: [TOPIC],
  OKActions: [`${TOPIC}-ok`],
};
const resources = [
  alarm('quarantined', quarantined),
  alarm('twice', {
    ...quarantined,
    MetricName: 'Retries',
    Dimensions: [],
    EvaluationPeriods: 3,
    DatapointsToAlarm: 2,
    AlarmActions: [`${TOPIC}:gone`],
  }),
  alarm('heartbeat', {
    ...quarantined,
    MetricName: 'Beats',
    Dimensions: [],
    ComparisonOperator: 'LessThanThreshold',
    TreatMissingData: 'breaching',
  }),
  alarm('by-math', { Metrics: [{ Id: 'm', Expression: 'a / b' }] }),
];
const startsAt = Date.parse('2025-05-03T00:00:30Z');
const minute = 60_000;

/** A line as Powertools writes it. */
const emf = (value: number, at = startsAt) =>
  JSON.stringify({
    _aws: {
      Timestamp: at,
      CloudWatchMetrics: [
        {
          Namespace: 'Pennywhistle',
          Dimensions: [['service']],
          Metrics: [{ Name: 'ReportsQuarantined', Unit: 'Count' }],
        },
      ],
    },
    service: 'DetectReport',
    ReportsQuarantined: [value],
  });

let context: FakeContext;
let published: { readonly arn: string; readonly subject: string; readonly message: string }[];
const publish = (arn: string, message: { readonly subject: string; readonly message: string }) => {
  if (arn.endsWith(':gone')) throw new Error('Topic does not exist');
  published.push({ arn, ...message });
};
let engine: CloudWatchEngine;
let served: ServedEngine;
let client: CloudWatchClient;

beforeEach(async () => {
  published = [];
  context = aContext({ startsAt: new Date(startsAt).toISOString() });
  engine = createCloudWatchEngine(context, { resources, publish });
  served = await serve(engine);
  client = new CloudWatchClient(localClient(served.endpoint));
});

afterEach(async () => {
  client.destroy();
  await served.close();
  await engine.stop();
  context.dispose();
});

const stateOf = async (name: string) => {
  const { MetricAlarms } = await client.send(new DescribeAlarmsCommand({ AlarmNames: [name] }));
  return MetricAlarms?.[0]?.StateValue;
};
const put = (MetricName: string, Value: number) =>
  client.send(new PutMetricDataCommand({ Namespace: 'Pennywhistle', MetricData: [{ MetricName, Value }] }));

describe('alarms', () => {
  it('go off at a log line in embedded metric format and calm down once it is past', async () => {
    expect(await stateOf('quarantined')).toBe('OK');

    engine.onLogLine('INFO nothing of interest');
    engine.onLogLine(emf(1));

    expect(await stateOf('quarantined')).toBe('ALARM');
    context.advanceTo(startsAt + 2 * minute);
    expect(await stateOf('quarantined')).toBe('OK');
  });

  it('tell EventBridge of each change as CloudWatch does', () => {
    engine.onLogLine(emf(2));
    engine.onLogLine(emf(3));

    expect(context.events).toHaveLength(1);
    expect(context.events[0]).toMatchObject({
      source: 'aws.cloudwatch',
      detailType: 'CloudWatch Alarm State Change',
      resources: ['arn:aws:cloudwatch:us-east-1:000000000000:alarm:quarantined'],
      detail: {
        alarmName: 'quarantined',
        state: { value: 'ALARM', timestamp: '2025-05-03T00:00:30.000+0000' },
        previousState: { value: 'OK' },
        configuration: { description: 'a report is not paid' },
      },
    });
  });

  it('publish to the topics of the state that they enter, as CloudWatch writes it', async () => {
    engine.onLogLine(emf(2));
    context.advanceTo(startsAt + 2 * minute);

    expect(published.map(({ arn, subject }) => [arn, subject])).toEqual([
      [TOPIC, 'ALARM: "quarantined" in US East (N. Virginia)'],
      [`${TOPIC}-ok`, 'OK: "quarantined" in US East (N. Virginia)'],
    ]);
    expect(JSON.parse(published[0]?.message ?? '')).toMatchObject({
      AlarmName: 'quarantined',
      AlarmDescription: 'a report is not paid',
      NewStateValue: 'ALARM',
      OldStateValue: 'OK',
      StateChangeTime: '2025-05-03T00:00:30.000+0000',
      Trigger: { MetricName: 'ReportsQuarantined', Statistic: 'SUM', Threshold: 1, Period: 60 },
    });
  });

  it('stay in force though a topic of theirs is gone, and say so', async () => {
    await put('Retries', 1);
    context.advanceTo(startsAt + minute);
    await put('Retries', 1);

    expect(await stateOf('twice')).toBe('ALARM');
    expect(published).toEqual([]);
    expect(context.lines.at(-1)).toMatch(/^Alarm twice did not reach .*:gone: Error: Topic does not exist/);
  });

  it('wait for as many periods as they ask', async () => {
    await put('Retries', 1);
    expect(await stateOf('twice')).toBe('OK');

    context.advanceTo(startsAt + minute);
    await put('Retries', 1);

    expect(await stateOf('twice')).toBe('ALARM');
  });

  it('take missing data as breaching where they say so, after a whole period', async () => {
    await put('Beats', 1);
    context.advanceTo(startsAt + minute);
    expect(await stateOf('heartbeat')).toBe('OK');

    context.advanceTo(startsAt + 3 * minute);

    expect(await stateOf('heartbeat')).toBe('ALARM');
  });

  it('that the local CloudWatch cannot evaluate are named in a warning', () => {
    expect(context.lines).toHaveLength(1);
    expect(context.lines[0]).toMatch(/^warning: alarm by-math is not evaluated locally/);
  });

  it('keep their state over a restart without another event', async () => {
    engine.onLogLine(emf(1));
    await engine.stop();
    context.events.length = 0;

    engine = createCloudWatchEngine(context, { resources, publish });
    await served.close();
    served = await serve(engine);
    client = new CloudWatchClient(localClient(served.endpoint));

    expect(await stateOf('quarantined')).toBe('ALARM');
    expect(context.events).toEqual([]);
  });
});

it.each([
  ['JSON', undefined],
  ['CBOR', SmithyRpcV2CborProtocol],
  ['query and XML', AwsQueryProtocol],
])('metrics and alarms are served in %s', async (_name, protocol) => {
  const options = { ...localClient(served.endpoint), ...(protocol !== undefined && { protocol: protocol as never }) };
  const speaking = new CloudWatchClient(options);
  const Dimensions = [{ Name: 'function', Value: 'A & B' }];
  const metric = { Namespace: 'Test', MetricName: 'Rows', Dimensions };

  await speaking.send(
    new PutMetricDataCommand({
      Namespace: 'Test',
      MetricData: [
        { MetricName: 'Rows', Dimensions, Value: 2.5 },
        { MetricName: 'Rows', Dimensions, Values: [1, 4], Counts: [2, 1], Timestamp: new Date(startsAt) },
      ],
    }),
  );

  const { Datapoints } = await speaking.send(
    new GetMetricStatisticsCommand({
      ...metric,
      StartTime: new Date(startsAt - minute),
      EndTime: new Date(startsAt + minute),
      Period: 60,
      Statistics: ['Sum', 'Maximum', 'SampleCount'],
    }),
  );
  expect(Datapoints).toMatchObject([
    { Timestamp: new Date('2025-05-03T00:00:00Z'), Sum: 8.5, Maximum: 4, SampleCount: 4 },
  ]);
  const { Metrics } = await speaking.send(new ListMetricsCommand({ Namespace: 'Test' }));
  expect(Metrics).toEqual([metric]);
  await speaking.send(
    new SetAlarmStateCommand({ AlarmName: 'quarantined', StateValue: 'ALARM', StateReason: 'by hand' }),
  );
  const { MetricAlarms } = await speaking.send(
    new DescribeAlarmsCommand({ StateValue: 'ALARM', AlarmNames: ['quarantined'] }),
  );
  expect(MetricAlarms).toMatchObject([
    { AlarmName: 'quarantined', StateReason: 'by hand', Threshold: 1, StateUpdatedTimestamp: new Date(startsAt) },
  ]);
  await expect(
    speaking.send(new SetAlarmStateCommand({ AlarmName: 'none', StateValue: 'OK', StateReason: '' })),
  ).rejects.toThrow('Alarm none does not exist');
  speaking.destroy();
});

it.skipIf(!hasAwsCli)('the AWS CLI sees the alarms', { timeout: CLI_TEST_MILLISECONDS }, async () => {
  engine.onLogLine(emf(1));

  const answer = await awsCli(
    served.endpoint,
    'cloudwatch',
    'describe-alarms',
    '--state-value',
    'ALARM',
    '--query',
    'MetricAlarms[].AlarmName',
  );

  expect(JSON.parse(answer)).toContain('quarantined');
});
