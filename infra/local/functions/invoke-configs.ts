import { nameFromArn, serviceOfArn } from '#infra/local/account';
import { numberOf, recordOf, textOf } from '#infra/local/json';
import type { CloudModel } from '#infra/local/template/cloud-model';

/** How a function's asynchronous invocations are repeated, and where the hopeless go. */
export interface InvokeConfig {
  readonly retriesMax: number;
  readonly failureQueue: string | undefined;
}

const DEFAULT_RETRIES = 2;

/** By function: its `EventInvokeConfig`, or its dead-letter queue. */
export function retriesByFunction(model: CloudModel): ReadonlyMap<string, InvokeConfig> {
  const configs = new Map<string, InvokeConfig>();
  for (const { name, properties } of model.ofType('AWS::Lambda::Function')) {
    const queue = queueOf(recordOf(properties['DeadLetterConfig'])['TargetArn']);
    if (queue !== undefined) configs.set(name, { retriesMax: DEFAULT_RETRIES, failureQueue: queue });
  }
  for (const { properties } of model.ofType('AWS::Lambda::EventInvokeConfig')) {
    const name = nameFromArn(textOf(properties['FunctionName']) ?? '');
    const destination = recordOf(recordOf(properties['DestinationConfig'])['OnFailure'])['Destination'];
    configs.set(name, {
      retriesMax: numberOf(properties['MaximumRetryAttempts']) ?? DEFAULT_RETRIES,
      failureQueue: queueOf(destination) ?? configs.get(name)?.failureQueue,
    });
  }
  return configs;
}

function queueOf(value: unknown): string | undefined {
  const arn = textOf(value) ?? '';
  return serviceOfArn(arn) === 'sqs' ? nameFromArn(arn) : undefined;
}
