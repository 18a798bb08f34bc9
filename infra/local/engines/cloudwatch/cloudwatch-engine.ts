import { join } from 'node:path';
import { z } from 'zod';
import type { Engine, LocalCloudContext } from '#infra/local/engine';
import { type Alarm, type AlarmResource, readAlarms } from '#infra/local/engines/cloudwatch/alarm';
import { AlarmStates, type Publish } from '#infra/local/engines/cloudwatch/alarm-states';
import { embeddedMetricsOf } from '#infra/local/engines/cloudwatch/embedded-metrics';
import { type MetricValues, STATISTICS, statisticOf, valuesOf } from '#infra/local/engines/cloudwatch/metric';
import { MetricStore } from '#infra/local/engines/cloudwatch/metric-store';
import { readExchange } from '#infra/local/engines/cloudwatch/protocols';
import { AwsError } from '#infra/local/wire/aws-error';

export interface CloudWatchEngine extends Engine {
  /** Takes the metrics of a function's log line, if it is one in Embedded Metric Format. */
  onLogLine(line: string): void;
  /** Takes values that AWS services measure themselves, such as `AWS/Lambda` Errors. */
  record(values: MetricValues): void;
}

type Operation = (input: unknown) => Readonly<Record<string, unknown>>;

const dimensions = z
  .array(z.object({ Name: z.string(), Value: z.string() }))
  .default([])
  .transform((list) => Object.fromEntries(list.map(({ Name, Value }) => [Name, Value])));
const instant = z.union([
  z.coerce.number(),
  z.iso.datetime({ offset: true }).transform((text) => Date.parse(text) / 1000),
]);
const statistics = z.object({
  SampleCount: z.coerce.number(),
  Sum: z.coerce.number(),
  Minimum: z.coerce.number(),
  Maximum: z.coerce.number(),
});
const putInput = z.object({
  Namespace: z.string().min(1),
  MetricData: z.array(
    z.object({
      MetricName: z.string().min(1),
      Dimensions: dimensions,
      Timestamp: instant.optional(),
      Value: z.coerce.number().optional(),
      Values: z.array(z.coerce.number()).optional(),
      Counts: z.array(z.coerce.number()).optional(),
      StatisticValues: statistics.optional(),
    }),
  ),
});
const readInput = z.object({
  Namespace: z.string(),
  MetricName: z.string(),
  Dimensions: dimensions,
  StartTime: instant,
  EndTime: instant,
  Period: z.coerce.number().int().positive(),
  Statistics: z.array(z.enum(STATISTICS)).min(1),
});
const listInput = z.object({ Namespace: z.string().optional(), MetricName: z.string().optional() });
const alarmsInput = z.object({
  AlarmNames: z.array(z.string()).optional(),
  AlarmNamePrefix: z.string().optional(),
  StateValue: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']).optional(),
});
const setInput = z.object({
  AlarmName: z.string(),
  StateValue: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']),
  StateReason: z.string(),
});

/** CloudWatch: metrics from log lines and PutMetricData, and the templates' alarms on the virtual clock. */
export function createCloudWatchEngine(
  context: LocalCloudContext,
  config: { readonly resources: readonly AlarmResource[]; readonly publish: Publish },
): CloudWatchEngine {
  const store = new MetricStore(join(context.dataDirectory, 'cloudwatch'), context.clock.now());
  const states = new AlarmStates(
    context,
    store,
    readAlarms(config.resources, (line) => context.log(line)),
    config.publish,
  );
  const record = (values: MetricValues) => {
    store.add(values);
    states.onNews(values.metric);
  };
  const operations: Readonly<Record<string, Operation>> = {
    PutMetricData(input) {
      for (const values of putValues(read(putInput, input), context.clock.now())) record(values);
      return {};
    },
    GetMetricStatistics: (input) => metricStatistics(store, read(readInput, input)),
    ListMetrics: (input) => listMetrics(store, read(listInput, input)),
    DescribeAlarms: (input) => describeAlarms(states, read(alarmsInput, input)),
    SetAlarmState(input) {
      const { AlarmName, StateValue, StateReason } = read(setInput, input);
      const alarm = states.alarms.find(({ name }) => name === AlarmName);
      if (alarm === undefined) throw new AwsError('ResourceNotFound', `Alarm ${AlarmName} does not exist`, 404);
      states.set(alarm, { value: StateValue, reason: StateReason });
      return {};
    },
  };
  return {
    scopes: ['monitoring'],
    record,
    onLogLine: (line) => embeddedMetricsOf(line).forEach(record),
    async handle(request, response) {
      const exchange = await readExchange(request, response);
      try {
        const operation = operations[exchange.operation];
        if (operation === undefined)
          throw new AwsError(
            'UnknownOperationException',
            `The local CloudWatch does not serve ${exchange.operation}; it serves ${Object.keys(operations).join(', ')}`,
          );
        exchange.answer(operation(exchange.input));
      } catch (error) {
        exchange.refuse(error instanceof AwsError ? error : new AwsError('InternalServiceFault', String(error), 500));
      }
    },
    async stop() {
      states.stop();
      store.close();
    },
  };
}

function putValues({ Namespace, MetricData }: z.infer<typeof putInput>, nowMilliseconds: number): MetricValues[] {
  return MetricData.flatMap((datum) => {
    const metric = { namespace: Namespace, name: datum.MetricName, dimensions: datum.Dimensions };
    const at = datum.Timestamp === undefined ? nowMilliseconds : datum.Timestamp * 1000;
    if (datum.StatisticValues !== undefined) {
      const { SampleCount: count, Sum: sum, Minimum: minimum, Maximum: maximum } = datum.StatisticValues;
      return [{ metric, atMilliseconds: at, count, sum, minimum, maximum }];
    }
    const values = datum.Values ?? (datum.Value === undefined ? [] : [datum.Value]);
    const counted = values.flatMap((value, position) => Array<number>(datum.Counts?.[position] ?? 1).fill(value));
    return valuesOf(metric, at, counted) ?? [];
  });
}

function metricStatistics(store: MetricStore, input: z.infer<typeof readInput>): Readonly<Record<string, unknown>> {
  const metric = { namespace: input.Namespace, name: input.MetricName, dimensions: input.Dimensions };
  const minutes = store.minutes(metric, input.StartTime * 1000, input.EndTime * 1000);
  const period = input.Period * 1000;
  const periods = Map.groupBy(minutes, ({ atMilliseconds }) => Math.floor(atMilliseconds / period) * period);
  const datapoints = [...periods].map(([at, group]) => ({
    Timestamp: new Date(at),
    ...Object.fromEntries(input.Statistics.map((statistic) => [statistic, statisticOf(group, statistic)])),
  }));
  return { Label: input.MetricName, Datapoints: datapoints };
}

function listMetrics(store: MetricStore, input: z.infer<typeof listInput>): Readonly<Record<string, unknown>> {
  const found = store
    .metrics()
    .filter(({ namespace }) => input.Namespace === undefined || namespace === input.Namespace)
    .filter(({ name }) => input.MetricName === undefined || name === input.MetricName);
  return {
    Metrics: found.map((metric) => ({
      Namespace: metric.namespace,
      MetricName: metric.name,
      Dimensions: Object.entries(metric.dimensions).map(([Name, Value]) => ({ Name, Value })),
    })),
  };
}

function describeAlarms(states: AlarmStates, input: z.infer<typeof alarmsInput>): Readonly<Record<string, unknown>> {
  const wanted = states.alarms
    .filter(({ name }) => input.AlarmNames === undefined || input.AlarmNames.includes(name))
    .filter(({ name }) => input.AlarmNamePrefix === undefined || name.startsWith(input.AlarmNamePrefix))
    .filter((alarm) => input.StateValue === undefined || states.state(alarm).value === input.StateValue);
  return { MetricAlarms: wanted.map((alarm) => describeAlarm(alarm, states)), CompositeAlarms: [] };
}

function describeAlarm(alarm: Alarm, states: AlarmStates): Record<string, unknown> {
  const { value, reason, changedAt } = states.state(alarm);
  return {
    AlarmName: alarm.name,
    AlarmArn: alarm.arn,
    AlarmDescription: alarm.description,
    ActionsEnabled: Object.values(alarm.actions).flat().length > 0,
    AlarmActions: alarm.actions.ALARM,
    OKActions: alarm.actions.OK,
    InsufficientDataActions: alarm.actions.INSUFFICIENT_DATA,
    StateValue: value,
    StateReason: reason,
    StateUpdatedTimestamp: new Date(changedAt),
    Namespace: alarm.metric.namespace,
    MetricName: alarm.metric.name,
    Dimensions: Object.entries(alarm.metric.dimensions).map(([Name, Value]) => ({ Name, Value })),
    Statistic: alarm.statistic,
    Period: alarm.periodSeconds,
    EvaluationPeriods: alarm.evaluationPeriods,
    DatapointsToAlarm: alarm.datapointsToAlarm,
    Threshold: alarm.threshold,
    ComparisonOperator: alarm.operator,
    TreatMissingData: alarm.treatMissingData,
  };
}

function read<Shape>(schema: z.ZodType<Shape>, input: unknown): Shape {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new AwsError('InvalidParameterValue', z.prettifyError(parsed.error));
}
