import type { VirtualClock } from '#infra/local/engine';
import type { CloudWatchEngine } from '#infra/local/engines/cloudwatch/cloudwatch-engine';
import { valuesOf } from '#infra/local/engines/cloudwatch/metric';
import type { ExecutionRecord, ExecutionStatus } from '#infra/local/state-machines/execution';

/** What AWS services measure of themselves, so that the templates' alarms on them ring locally too. */
export interface ServiceMetrics {
  readonly functionRan: (functionName: string, milliseconds: number, hasFailed: boolean) => void;
  readonly executionEnded: (record: ExecutionRecord) => void;
  readonly queueGrew: (queue: string, visible: number) => void;
}

const EXECUTION_METRICS: Readonly<Partial<Record<ExecutionStatus, string>>> = {
  SUCCEEDED: 'ExecutionsSucceeded',
  FAILED: 'ExecutionsFailed',
  TIMED_OUT: 'ExecutionsTimedOut',
  ABORTED: 'ExecutionsAborted',
};

export function createServiceMetrics(
  clock: VirtualClock,
  cloudWatch: Pick<CloudWatchEngine, 'record'>,
): ServiceMetrics {
  const record = (namespace: string, name: string, dimensions: Readonly<Record<string, string>>, value: number) => {
    const values = valuesOf({ namespace, name, dimensions }, clock.now(), [value]);
    if (values !== undefined) cloudWatch.record(values);
  };
  return {
    functionRan(FunctionName, milliseconds, hasFailed) {
      record('AWS/Lambda', 'Invocations', { FunctionName }, 1);
      record('AWS/Lambda', 'Duration', { FunctionName }, milliseconds);
      record('AWS/Lambda', 'Errors', { FunctionName }, hasFailed ? 1 : 0);
    },
    executionEnded({ arn, stateMachine, status }) {
      const StateMachineArn = `${arn.split(':execution:')[0]}:stateMachine:${stateMachine}`;
      const name = EXECUTION_METRICS[status];
      if (name !== undefined) record('AWS/States', name, { StateMachineArn }, 1);
    },
    queueGrew: (QueueName, visible) => record('AWS/SQS', 'ApproximateNumberOfMessagesVisible', { QueueName }, visible),
  };
}
