import { textOf } from '#infra/local/json';
import type { CloudModel } from '#infra/local/template/cloud-model';
import type { Subscription, Topic } from '#infra/local/topics/topic-store';

/** The topics and subscriptions of a model; `warn` hears of what the local SNS leaves out. */
export function topicSpecs(
  model: CloudModel,
  warn: (line: string) => void,
): { readonly topics: readonly Topic[]; readonly subscriptions: readonly Subscription[] } {
  const topics = model.ofType('AWS::SNS::Topic').map(({ name, arn = '' }) => ({ name, arn }));
  const subscriptions = model.ofType('AWS::SNS::Subscription').map(({ logicalId, properties }): Subscription => {
    if (properties['FilterPolicy'] !== undefined)
      warn(`warning: subscription ${logicalId} filters; the local SNS does not, and delivers every message`);
    const topicArn = textOf(properties['TopicArn']) ?? '';
    return {
      arn: `${topicArn}:${logicalId}`,
      topicArn,
      protocol: textOf(properties['Protocol']) ?? '',
      endpoint: textOf(properties['Endpoint']) ?? '',
      isRaw: textOf(properties['RawMessageDelivery']) === 'true',
    };
  });
  return { topics, subscriptions };
}
