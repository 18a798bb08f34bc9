import type { Engine } from '#infra/local/engine';
import { type JsonRecord, textAt, textOf } from '#infra/local/json';
import type { Subscription, TopicStore } from '#infra/local/topics/topic-store';
import { AwsError } from '#infra/local/wire/aws-error';
import type { Operation } from '#infra/local/wire/json-protocol';
import { createQueryEngine } from '#infra/local/wire/query-protocol';

const NAME = /^[A-Za-z0-9_-]{1,256}$/;
const MESSAGE_BYTES_MAX = 256 * 1024;
const QUEUE_ARN = /^arn:aws:sqs:/;
/** Taken, and written down instead of sent. */
const UNSENT = ['email', 'email-json', 'sms', 'http', 'https', 'lambda', 'firehose'];

/** SNS behind the front, in the query protocol that all its clients speak. */
export function createSnsEngine(store: TopicStore): Engine {
  return createQueryEngine({
    scopes: ['sns'],
    operations: snsOperations(store),
    namespace: 'http://sns.amazonaws.com/doc/2010-03-31/',
    lists: {},
    elements: {},
    stop: async () => store.close(),
  });
}

function snsOperations(store: TopicStore): Readonly<Record<string, Operation>> {
  const list = (topicArn?: string) => ({ Subscriptions: { member: store.subscriptions(topicArn).map(described) } });
  return {
    CreateTopic(input) {
      const name = textAt(input, 'Name', 'CreateTopic');
      if (!NAME.test(name)) throw invalid(`Name: ${name} has other than letters, digits, _ and -, or more than 256`);
      return { TopicArn: store.create(name).arn };
    },
    DeleteTopic(input) {
      store.remove(textAt(input, 'TopicArn', 'DeleteTopic'));
      return {};
    },
    ListTopics: () => ({ Topics: { member: store.topics().map(({ arn }) => ({ TopicArn: arn })) } }),
    GetTopicAttributes(input) {
      const arn = textAt(input, 'TopicArn', 'GetTopicAttributes');
      if (!store.topics().some((topic) => topic.arn === arn))
        throw new AwsError('NotFound', `Topic does not exist: ${arn}; list-topics says which do`, 404);
      const confirmed = String(store.subscriptions(arn).length);
      return attributes({
        TopicArn: arn,
        DisplayName: '',
        Owner: arn.split(':')[4] ?? '',
        SubscriptionsConfirmed: confirmed,
      });
    },
    Subscribe(input) {
      const protocol = textAt(input, 'Protocol', 'Subscribe');
      const endpoint = textAt(input, 'Endpoint', 'Subscribe');
      if (protocol !== 'sqs' && !UNSENT.includes(protocol))
        throw invalid(`Protocol: ${protocol} is none of sqs, ${UNSENT.join(', ')}`);
      if (protocol === 'sqs' && !QUEUE_ARN.test(endpoint)) throw invalid(`Endpoint: ${endpoint} is no ARN of a queue`);
      const given = entriesAt(input, 'Attributes');
      if ('FilterPolicy' in given) throw invalid('FilterPolicy: the local SNS delivers every message; leave it out');
      const isRaw = given['RawMessageDelivery'] === 'true';
      const { arn } = store.subscribe({ topicArn: textAt(input, 'TopicArn', 'Subscribe'), protocol, endpoint, isRaw });
      return { SubscriptionArn: arn };
    },
    Unsubscribe(input) {
      store.unsubscribe(textAt(input, 'SubscriptionArn', 'Unsubscribe'));
      return {};
    },
    ListSubscriptions: () => list(),
    ListSubscriptionsByTopic: (input) => list(textAt(input, 'TopicArn', 'ListSubscriptionsByTopic')),
    Publish(input) {
      const topicArn = textOf(input['TopicArn']) ?? textAt(input, 'TargetArn', 'Publish');
      const message = textAt(input, 'Message', 'Publish');
      if (message === '' || Buffer.byteLength(message) > MESSAGE_BYTES_MAX)
        throw invalid(`Message: must have 1 to ${MESSAGE_BYTES_MAX} bytes`);
      const subject = textOf(input['Subject']);
      const { id } = store.publish({ topicArn, message, ...(subject !== undefined && { subject }) });
      return { MessageId: id };
    },
  };
}

function described({ arn, topicArn, protocol, endpoint }: Subscription): JsonRecord {
  const Owner = topicArn.split(':')[4] ?? '';
  return { SubscriptionArn: arn, Owner, Protocol: protocol, Endpoint: endpoint, TopicArn: topicArn };
}

/** A map as SNS writes it. */
function attributes(values: Readonly<Record<string, string>>): JsonRecord {
  return { Attributes: { entry: Object.entries(values).map(([key, value]) => ({ key, value })) } };
}

/** `Attributes.entry.1.key=a&Attributes.entry.1.value=b` → `{a: 'b'}`. */
function entriesAt(input: JsonRecord, name: string): JsonRecord {
  const keys = Object.keys(input).filter((key) => key.startsWith(`${name}.entry.`) && key.endsWith('.key'));
  return Object.fromEntries(keys.map((key) => [textOf(input[key]) ?? '', input[key.replace(/key$/, 'value')]]));
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameter', `Invalid parameter: ${message}`);
}
