import { z } from 'zod';
import { type Metric, STATISTICS, type Statistic } from '#infra/local/engines/cloudwatch/metric';

const OPERATORS = [
  'GreaterThanOrEqualToThreshold',
  'GreaterThanThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
] as const;

/** An alarm on one metric, as the template declares it. */
export interface Alarm {
  readonly name: string;
  readonly arn: string;
  readonly description: string;
  readonly metric: Metric;
  readonly statistic: Statistic;
  readonly periodSeconds: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly threshold: number;
  readonly operator: (typeof OPERATORS)[number];
  readonly treatMissingData: 'breaching' | 'notBreaching' | 'ignore' | 'missing';
}

/** A resource of the templates, resolved. */
export interface AlarmResource {
  readonly type: string;
  readonly name: string;
  readonly properties: unknown;
}

const alarmProperties = z.object({
  AlarmDescription: z.string().default(''),
  Namespace: z.string(),
  MetricName: z.string(),
  Dimensions: z.array(z.object({ Name: z.string(), Value: z.string() })).default([]),
  Statistic: z.enum(STATISTICS),
  Period: z.coerce.number().int().positive(),
  EvaluationPeriods: z.coerce.number().int().positive(),
  DatapointsToAlarm: z.coerce.number().int().positive().optional(),
  Threshold: z.coerce.number(),
  ComparisonOperator: z.enum(OPERATORS),
  TreatMissingData: z.enum(['breaching', 'notBreaching', 'ignore', 'missing']).default('missing'),
});

/** Reads the `AWS::CloudWatch::Alarm` resources; `warn` hears of those that the local CloudWatch does not evaluate. */
export function readAlarms(resources: readonly AlarmResource[], warn: (line: string) => void): Alarm[] {
  return resources
    .filter(({ type }) => type === 'AWS::CloudWatch::Alarm')
    .flatMap(({ name, properties }) => {
      const parsed = alarmProperties.safeParse(properties);
      if (!parsed.success) {
        warn(`warning: alarm ${name} is not evaluated locally: ${z.prettifyError(parsed.error)}`);
        return [];
      }
      return [alarmOf(name, parsed.data)];
    });
}

function alarmOf(name: string, properties: z.infer<typeof alarmProperties>): Alarm {
  return {
    name,
    arn: `arn:aws:cloudwatch:us-east-1:000000000000:alarm:${name}`,
    description: properties.AlarmDescription,
    metric: {
      namespace: properties.Namespace,
      name: properties.MetricName,
      dimensions: Object.fromEntries(properties.Dimensions.map(({ Name, Value }) => [Name, Value])),
    },
    statistic: properties.Statistic,
    periodSeconds: properties.Period,
    evaluationPeriods: properties.EvaluationPeriods,
    datapointsToAlarm: properties.DatapointsToAlarm ?? properties.EvaluationPeriods,
    threshold: properties.Threshold,
    operator: properties.ComparisonOperator,
    treatMissingData: properties.TreatMissingData,
  };
}
