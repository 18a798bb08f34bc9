import { createHash } from 'node:crypto';
import { type JsonRecord, listOf, numberOf, recordOf, textAt, textOf } from '#infra/local/json';
import type { Message, QueueSpec, QueueStore } from '#infra/local/queues/queue-store';
import { AwsError } from '#infra/local/wire/aws-error';
import type { Operation } from '#infra/local/wire/json-protocol';

const RECEIVE_MAX = 10;
const LONG_POLL_SECONDS_MAX = 20;
const BODY_BYTES_MAX = 1024 * 1024;

export const md5 = (text: string) => createHash('md5').update(text).digest('hex');

/** The operations of SQS on a store, in the members of its JSON protocol. */
export function sqsOperations(store: QueueStore): Readonly<Record<string, Operation>> {
  const find = (name: string): QueueSpec => {
    const queue = store.queues.get(name);
    if (queue !== undefined) return queue;
    throw new AwsError(
      'AWS.SimpleQueueService.NonExistentQueue',
      `The queue ${name} does not exist; there are ${[...store.queues.keys()].join(', ') || 'none'}`,
    );
  };
  const queueOf = (input: JsonRecord) => find(textAt(input, 'QueueUrl', 'The request').split('/').at(-1) ?? '');

  const send = (queue: QueueSpec, input: JsonRecord): JsonRecord => {
    const body = textAt(input, 'MessageBody', 'The message');
    if (Buffer.byteLength(body) > BODY_BYTES_MAX)
      throw new AwsError('InvalidParameterValue', `The message has more than ${BODY_BYTES_MAX} bytes`);
    const groupId = textOf(input['MessageGroupId']);
    if (queue.isFifo && groupId === undefined)
      throw new AwsError('MissingParameter', `The FIFO queue ${queue.name} needs a MessageGroupId`);
    const deduplicationId =
      textOf(input['MessageDeduplicationId']) ?? (queue.isDeduplicatedByContent ? md5(body) : undefined);
    const delaySeconds = numberOf(input['DelaySeconds']);
    const message = store.send(queue.name, {
      body,
      attributes: recordOf(input['MessageAttributes']),
      ...(groupId === undefined ? {} : { groupId }),
      ...(deduplicationId === undefined ? {} : { deduplicationId }),
      ...(delaySeconds === undefined ? {} : { delaySeconds }),
    });
    return {
      MessageId: message.id,
      MD5OfMessageBody: md5(body),
      ...(queue.isFifo ? { SequenceNumber: sequenceText(message) } : {}),
    };
  };
  const remove = (queue: QueueSpec, input: JsonRecord): JsonRecord => {
    store.remove(queue.name, textAt(input, 'ReceiptHandle', 'The request'));
    return {};
  };
  const changeVisibility = (queue: QueueSpec, input: JsonRecord): JsonRecord => {
    const isKnown = store.changeVisibility(
      queue.name,
      textAt(input, 'ReceiptHandle', 'The request'),
      numberOf(input['VisibilityTimeout']) ?? 0,
    );
    if (!isKnown) throw new AwsError('ReceiptHandleIsInvalid', 'The receipt handle is of no message in flight');
    return {};
  };
  const batch =
    (operation: (queue: QueueSpec, entry: JsonRecord) => JsonRecord): Operation =>
    (input) => {
      const queue = queueOf(input);
      const Successful: unknown[] = [];
      const Failed: unknown[] = [];
      for (const entry of listOf(input['Entries']).map(recordOf)) {
        try {
          Successful.push({ Id: entry['Id'], ...operation(queue, entry) });
        } catch (error) {
          if (!(error instanceof AwsError)) throw error;
          Failed.push({ Id: entry['Id'], Code: error.code, Message: error.message, SenderFault: true });
        }
      }
      return { Successful, Failed };
    };

  return {
    SendMessage: (input) => send(queueOf(input), input),
    SendMessageBatch: batch(send),
    async ReceiveMessage(input) {
      const { name } = queueOf(input);
      const limit = Math.min(numberOf(input['MaxNumberOfMessages']) ?? 1, RECEIVE_MAX);
      const take = () => store.receive(name, limit, numberOf(input['VisibilityTimeout']));
      const first = take();
      const waitSeconds = Math.min(numberOf(input['WaitTimeSeconds']) ?? 0, LONG_POLL_SECONDS_MAX);
      const messages = first.length > 0 || waitSeconds === 0 ? first : await longPoll(store, name, waitSeconds, take);
      return messages.length === 0 ? {} : { Messages: messages.map(received) };
    },
    DeleteMessage: (input) => remove(queueOf(input), input),
    DeleteMessageBatch: batch(remove),
    ChangeMessageVisibility: (input) => changeVisibility(queueOf(input), input),
    ChangeMessageVisibilityBatch: batch(changeVisibility),
    GetQueueUrl: (input) => ({ QueueUrl: find(textAt(input, 'QueueName', 'GetQueueUrl')).url }),
    GetQueueAttributes: (input) => ({
      Attributes: attributesOf(store, queueOf(input), listOf(input['AttributeNames'])),
    }),
    ListQueues(input) {
      const prefix = textOf(input['QueueNamePrefix']) ?? '';
      return {
        QueueUrls: [...store.queues.values()].filter(({ name }) => name.startsWith(prefix)).map(({ url }) => url),
      };
    },
    ListDeadLetterSourceQueues(input) {
      const { name } = queueOf(input);
      return {
        queueUrls: [...store.queues.values()]
          .filter(({ redrive }) => redrive?.deadLetterQueue === name)
          .map(({ url }) => url),
      };
    },
    PurgeQueue(input) {
      store.purge(queueOf(input).name);
      return {};
    },
  };
}

async function longPoll(
  store: QueueStore,
  queue: string,
  seconds: number,
  take: () => readonly Message[],
): Promise<readonly Message[]> {
  const { promise, resolve } = Promise.withResolvers<readonly Message[]>();
  const timer = setTimeout(() => resolve([]), seconds * 1000);
  const cancel = store.once(queue, () => {
    const messages = take();
    if (messages.length > 0) resolve(messages);
  });
  const messages = await promise;
  clearTimeout(timer);
  cancel();
  return messages;
}

const sequenceText = (message: Message) => String(message.sequence).padStart(20, '0');

/** System attributes of a message, as `ReceiveMessage` and a function's event show them. */
export function systemAttributes(message: Message): Readonly<Record<string, string>> {
  return {
    SenderId: 'AIDALOCAL',
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.receives),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt ?? message.sentAt),
    ...(message.groupId === undefined
      ? {}
      : { MessageGroupId: message.groupId, SequenceNumber: sequenceText(message) }),
    ...(message.deduplicationId === undefined ? {} : { MessageDeduplicationId: message.deduplicationId }),
    ...(message.deadLetterSource === undefined ? {} : { DeadLetterQueueSourceArn: message.deadLetterSource }),
  };
}

function received(message: Message): JsonRecord {
  const attributes = Object.keys(message.attributes).length > 0 ? { MessageAttributes: message.attributes } : {};
  return {
    MessageId: message.id,
    ReceiptHandle: message.receipt,
    Body: message.body,
    MD5OfBody: md5(message.body),
    Attributes: systemAttributes(message),
    ...attributes,
  };
}

function attributesOf(store: QueueStore, queue: QueueSpec, wanted: readonly unknown[]): JsonRecord {
  const { visible, inFlight, delayed } = store.count(queue.name);
  const all: Readonly<Record<string, string>> = {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    VisibilityTimeout: String(queue.visibilitySeconds),
    MessageRetentionPeriod: String(queue.retentionSeconds),
    DelaySeconds: String(queue.delaySeconds),
    ...(queue.isFifo ? { FifoQueue: 'true' } : {}),
    ...(queue.redrive === undefined
      ? {}
      : {
          RedrivePolicy: JSON.stringify({
            deadLetterTargetArn: queue.arn.replace(queue.name, queue.redrive.deadLetterQueue),
            maxReceiveCount: queue.redrive.receivesMax,
          }),
        }),
  };
  const isWanted = (name: string) => wanted.length === 0 || wanted.includes('All') || wanted.includes(name);
  return Object.fromEntries(Object.entries(all).filter(([name]) => isWanted(name)));
}
