import { randomUUID } from 'node:crypto';
import { ACCOUNT_ID, REGION } from '#infra/local/account';
import type { LocalCloudContext } from '#infra/local/engine';
import type { Deliveries } from '#infra/local/events/deliveries';
import { openJournal } from '#infra/local/journal';
import { AwsError } from '#infra/local/wire/aws-error';

export interface Topic {
  readonly name: string;
  readonly arn: string;
}

export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  /** `sqs` is delivered; `email` and the others are only written down. */
  readonly protocol: string;
  /** An ARN, or an address. */
  readonly endpoint: string;
  /** The message alone, without SNS's envelope. */
  readonly isRaw: boolean;
}

/** A message as it was published and is kept. */
export interface Notification {
  readonly id: string;
  readonly topicArn: string;
  readonly subject?: string;
  readonly message: string;
  readonly publishedAt: string;
}

/** The topics of the local cloud. What is published is on disk before `publish` returns. */
export interface TopicStore {
  readonly topics: () => readonly Topic[];
  readonly subscriptions: (topicArn?: string) => readonly Subscription[];
  /** The newest messages that are kept, oldest first. */
  readonly messages: () => readonly Notification[];
  /** Answers the topic of that name, made now if there was none. */
  readonly create: (name: string) => Topic;
  readonly remove: (topicArn: string) => void;
  /** Answers the subscription; the same protocol and endpoint subscribe once. */
  readonly subscribe: (subscription: Omit<Subscription, 'arn'>) => Subscription;
  readonly unsubscribe: (arn: string) => void;
  /** Throws `NotFound` when there is no such topic. */
  readonly publish: (draft: Omit<Notification, 'id' | 'publishedAt'>) => Notification;
  readonly close: () => void;
}

export interface TopicStoreConfig {
  readonly context: Pick<LocalCloudContext, 'clock' | 'log'>;
  /** Where what was made, subscribed and published is kept. */
  readonly folder: string;
  readonly declared: { readonly topics: readonly Topic[]; readonly subscriptions: readonly Subscription[] };
  readonly deliveries: Deliveries;
}

const KEPT_MESSAGES_MAX = 1000;
const RETRIES_MAX = 100;
const AGE_SECONDS_MAX = 23 * 3600;

/** Topics and subscriptions: those of the templates, and those that clients made, which survive a restart. */
export function createTopicStore({ context, folder, declared, deliveries }: TopicStoreConfig): TopicStore {
  const topicJournal = openJournal<Topic>(folder, 'topics');
  const subscriptionJournal = openJournal<Subscription>(folder, 'subscriptions');
  const messageJournal = openJournal<Notification>(folder, 'messages');
  const topics = byArn([...topicJournal.recovered.values(), ...declared.topics]);
  const subscriptions = byArn([...subscriptionJournal.recovered.values(), ...declared.subscriptions]);
  const messages = [...messageJournal.recovered.values()];

  const keep = (message: Notification) => {
    messageJournal.put(message.id, message);
    messages.push(message);
    for (const old of messages.splice(0, messages.length - KEPT_MESSAGES_MAX)) messageJournal.remove(old.id);
  };
  const deliver = (message: Notification, { arn, protocol, endpoint, isRaw }: Subscription) => {
    if (protocol !== 'sqs') {
      context.log(`SNS would send it by ${protocol} to ${endpoint}`);
      return;
    }
    const target = { id: arn, arn: endpoint, retriesMax: RETRIES_MAX, ageSecondsMax: AGE_SECONDS_MAX };
    const input = isRaw ? message.message : envelope(message);
    deliveries.accept({ target, input, source: message.topicArn, name: message.id });
  };
  const found = (arn: string): Topic => {
    const topic = topics.get(arn);
    if (topic !== undefined) return topic;
    const known = [...topics.keys()].join(', ') || 'none';
    throw new AwsError('NotFound', `Topic does not exist: ${arn}; there are ${known}`, 404);
  };
  const ofTopic = (topicArn?: string) =>
    [...subscriptions.values()].filter((one) => topicArn === undefined || one.topicArn === topicArn);

  const unsubscribe = (arn: string) => {
    subscriptions.delete(arn);
    subscriptionJournal.remove(arn);
  };

  return {
    topics: () => [...topics.values()],
    subscriptions: ofTopic,
    messages: () => messages,
    create(name) {
      const topic = { name, arn: `arn:aws:sns:${REGION}:${ACCOUNT_ID}:${name}` };
      const known = topics.get(topic.arn);
      if (known !== undefined) return known;
      topicJournal.put(topic.arn, topic);
      topics.set(topic.arn, topic);
      return topic;
    },
    remove(topicArn) {
      topics.delete(topicArn);
      topicJournal.remove(topicArn);
      for (const { arn } of ofTopic(topicArn)) unsubscribe(arn);
    },
    subscribe(draft) {
      found(draft.topicArn);
      const same = ofTopic(draft.topicArn).find(
        ({ protocol, endpoint }) => protocol === draft.protocol && endpoint === draft.endpoint,
      );
      if (same !== undefined) return same;
      const subscription = { ...draft, arn: `${draft.topicArn}:${randomUUID()}` };
      subscriptionJournal.put(subscription.arn, subscription);
      subscriptions.set(subscription.arn, subscription);
      return subscription;
    },
    unsubscribe,
    publish(draft) {
      const { name, arn } = found(draft.topicArn);
      const message = { ...draft, id: randomUUID(), publishedAt: new Date(context.clock.now()).toISOString() };
      keep(message);
      context.log(`SNS ${name}: ${message.subject ?? message.message.slice(0, 200)}`);
      for (const subscription of ofTopic(arn)) deliver(message, subscription);
      return message;
    },
    close() {
      topicJournal.close();
      subscriptionJournal.close();
      messageJournal.close();
    },
  };
}

function byArn<Item extends { readonly arn: string }>(items: readonly Item[]): Map<string, Item> {
  return new Map(items.map((item) => [item.arn, item]));
}

/** What a queue receives of a message that is not delivered raw. */
function envelope({ id, topicArn, subject, message, publishedAt }: Notification): string {
  return JSON.stringify({
    Type: 'Notification',
    MessageId: id,
    TopicArn: topicArn,
    ...(subject !== undefined && { Subject: subject }),
    Message: message,
    Timestamp: publishedAt,
  });
}
