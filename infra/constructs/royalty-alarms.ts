import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { publishToAlarmTopic } from '#infra/constructs/alarm-topic';
import { physicalName } from '#infra/constructs/stage';

export interface RoyaltyAlarmProps {
  readonly metric: IMetric;
  /** What is wrong, then what a person loses by it. */
  readonly description: string;
  /** Alarms at this value and above; default 1. */
  readonly threshold?: number;
}

/** Alarms once the metric reaches the threshold in one period, and says so to the alarm topic; missing data is good news. */
export function alarmOn(scope: Construct, id: string, props: RoyaltyAlarmProps): Alarm {
  const alarm = new Alarm(scope, id, {
    alarmName: alarmNameOf(scope, id),
    alarmDescription: props.description,
    metric: props.metric,
    threshold: props.threshold ?? 1,
    evaluationPeriods: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
  alarm.addAlarmAction(publishToAlarmTopic(scope));
  return alarm;
}

/** The physical name of the alarm `id` below `scope`, e.g. `PostReport-Errors`. */
export function alarmNameOf(scope: Construct, id: string): string {
  return physicalName(scope, `${scope.node.id}-${id}`);
}

const PERIOD = { period: Duration.minutes(1) };
const NEAR_TIMEOUT = 0.9;

/** Errors, throttles and calls that came near the timeout. */
export function alarmOnFunction(fn: LambdaFunction, errorImpact: string): void {
  const name = fn.node.id;
  alarmOn(fn, 'Errors', { metric: fn.metricErrors(PERIOD), description: `${name} fails: ${errorImpact}` });
  alarmOn(fn, 'Throttles', {
    metric: fn.metricThrottles(PERIOD),
    description: `${name} is throttled: ${errorImpact}`,
  });
  alarmOn(fn, 'Duration', {
    metric: fn.metricDuration({ ...PERIOD, statistic: 'Maximum' }),
    threshold: (fn.timeout ?? Duration.seconds(3)).toMilliseconds() * NEAR_TIMEOUT,
    description: `${name} comes near its timeout; beyond it: ${errorImpact}`,
  });
}

/** Executions that failed, timed out or were stopped. */
export function alarmOnStateMachine(machine: StateMachine, errorImpact: string): void {
  const name = machine.node.id;
  alarmOn(machine, 'Failed', { metric: machine.metricFailed(PERIOD), description: `${name} fails: ${errorImpact}` });
  alarmOn(machine, 'TimedOut', {
    metric: machine.metricTimedOut(PERIOD),
    description: `${name} times out: ${errorImpact}`,
  });
  alarmOn(machine, 'Aborted', {
    metric: machine.metricAborted(PERIOD),
    description: `${name} was stopped: ${errorImpact}`,
  });
}

/** A message in a dead-letter queue. */
export function alarmOnQueue(queue: Queue, errorImpact: string): void {
  alarmOn(queue, 'NotEmpty', {
    metric: queue.metricApproximateNumberOfMessagesVisible({ ...PERIOD, statistic: 'Maximum' }),
    description: `${queue.node.path} holds what could not be handled: ${errorImpact}`,
  });
}
