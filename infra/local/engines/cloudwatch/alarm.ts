import { z } from 'zod';
import { serviceOfArn } from '#infra/local/account';
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
  /** ARNs that hear of the state when the alarm enters it. */
  readonly actions: Readonly<Record<AlarmValue, readonly string[]>>;
}

export type AlarmValue = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** A resource of the templates, resolved. */
export interface AlarmResource {
  readonly type: string;
  readonly name: string;
  readonly properties: unknown;
}

const alarmProperties = z.object({
  AlarmDescription: z.string().default(''),
  ActionsEnabled: z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]).default(true),
  AlarmActions: z.array(z.string()).default([]),
  OKActions: z.array(z.string()).default([]),
  InsufficientDataActions: z.array(z.string()).default([]),
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
      const alarm = alarmOf(name, parsed.data);
      for (const action of Object.values(alarm.actions).flat())
        if (serviceOfArn(action) !== 'sns')
          warn(`warning: alarm ${name} acts on ${action}; locally it tells topics alone`);
      return [alarm];
    });
}

function alarmOf(name: string, properties: z.infer<typeof alarmProperties>): Alarm {
  const acting = (actions: readonly string[]) => (properties.ActionsEnabled ? actions : []);
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
    actions: {
      ALARM: acting(properties.AlarmActions),
      OK: acting(properties.OKActions),
      INSUFFICIENT_DATA: acting(properties.InsufficientDataActions),
    },
  };
}
