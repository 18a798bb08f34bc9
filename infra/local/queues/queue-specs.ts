import { nameFromArn } from '#infra/local/account';
import { isRecord, type JsonRecord, numberOf, recordOf, textOf } from '#infra/local/json';
import type { QueueSpec } from '#infra/local/queues/queue-store';
import type { CloudModel } from '#infra/local/template/cloud-model';

const FOUR_DAYS_SECONDS = 345_600;

/** The queues of a model. Throws when a redrive policy names a queue that no template has. */
export function queueSpecs(model: CloudModel): readonly QueueSpec[] {
  const resources = model.ofType('AWS::SQS::Queue');
  const names = new Set(resources.map(({ name }) => name));
  return resources.map(({ name, arn = '', ref, properties }) => {
    const redrive = redriveOf(properties);
    if (redrive !== undefined && !names.has(redrive.deadLetterQueue)) {
      throw new Error(`Queue ${name} sends its dead letters to ${redrive.deadLetterQueue}; no template has that queue`);
    }
    return {
      name,
      arn,
      url: ref,
      visibilitySeconds: numberOf(properties['VisibilityTimeout']) ?? 30,
      retentionSeconds: numberOf(properties['MessageRetentionPeriod']) ?? FOUR_DAYS_SECONDS,
      delaySeconds: numberOf(properties['DelaySeconds']) ?? 0,
      isFifo: textOf(properties['FifoQueue']) === 'true',
      isDeduplicatedByContent: textOf(properties['ContentBasedDeduplication']) === 'true',
      redrive,
    };
  });
}

function redriveOf(properties: JsonRecord): QueueSpec['redrive'] {
  const policy = properties['RedrivePolicy'];
  if (!isRecord(policy)) return undefined;
  const { deadLetterTargetArn: arn, maxReceiveCount: receivesMax } = recordOf(policy);
  return { deadLetterQueue: nameFromArn(textOf(arn) ?? ''), receivesMax: numberOf(receivesMax) ?? 3 };
}
