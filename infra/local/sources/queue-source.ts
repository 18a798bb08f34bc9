import { REGION } from '#infra/local/account';
import type { Activity, InvokeAnswer } from '#infra/local/engine';
import { matchesPattern } from '#infra/local/events/event-pattern';
import { isRecord, type JsonRecord, listOf, recordOf, textOf } from '#infra/local/json';
import type { Message, QueueStore } from '#infra/local/queues/queue-store';
import { md5, systemAttributes } from '#infra/local/queues/sqs-operations';
import type { MappingSpec } from '#infra/local/sources/mapping-specs';

export interface QueueSourceConfig {
  readonly mapping: MappingSpec;
  readonly store: QueueStore;
  readonly activity: Activity;
  readonly invoke: (functionName: string, event: unknown) => Promise<InvokeAnswer>;
}

/**
 * Feeds a function from a queue as Lambda's poller does: what the function handled is removed, the rest becomes visible
 * again after the visibility timeout. Answers how to stop.
 */
export function startQueueSource({ mapping, store, activity, invoke }: QueueSourceConfig): () => void {
  const { sourceName: queue, functionName } = mapping;
  let running = 0;
  let stopped = false;

  const handle = async (messages: readonly Message[]) => {
    const wanted = messages.filter((message) => isWanted(mapping, message));
    for (const message of messages) if (!wanted.includes(message)) store.remove(queue, message.receipt ?? '');
    if (wanted.length === 0) return;
    const answer = await invoke(functionName, {
      Records: wanted.map((message) => recordFor(message, mapping.sourceArn)),
    });
    const failed = failedIds(mapping, answer, wanted);
    for (const message of wanted) if (!failed.has(message.id)) store.remove(queue, message.receipt ?? '');
  };
  const pump = () => {
    while (running < mapping.concurrency && !stopped) {
      const messages = store.receive(queue, mapping.batchSize);
      if (messages.length === 0) return;
      const done = activity.begin(`${queue} → ${functionName}`);
      running += 1;
      void handle(messages).finally(() => {
        running -= 1;
        done();
        pump();
      });
    }
  };
  // A queue notifies while it stores: read it in the next turn.
  store.consume(queue, () => setImmediate(pump));
  activity.watch(`messages of ${queue}`, () => (stopped ? 0 : store.countReady(queue)));
  setImmediate(pump);
  return () => {
    stopped = true;
  };
}

function isWanted({ filters }: MappingSpec, message: Message): boolean {
  if (filters.length === 0) return true;
  const view = { body: jsonOrText(message.body), messageAttributes: message.attributes };
  return filters.some((filter) => matchesPattern(filter, view));
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The ids that stay in the queue; an answer that names an unknown id fails the whole batch, as on AWS. */
function failedIds(
  { reportsItemFailures }: MappingSpec,
  answer: InvokeAnswer,
  messages: readonly Message[],
): ReadonlySet<string> {
  const all = new Set(messages.map(({ id }) => id));
  if (answer.functionError !== undefined) return all;
  if (!reportsItemFailures) return new Set();
  const reported = listOf(recordOf(answer.payload)['batchItemFailures']).map(
    (failure) => textOf(recordOf(failure)['itemIdentifier']) ?? '',
  );
  return reported.every((id) => all.has(id)) ? new Set(reported) : all;
}

/** A message as the function's event has it. */
function recordFor(message: Message, eventSourceARN: string): JsonRecord {
  return {
    messageId: message.id,
    receiptHandle: message.receipt,
    body: message.body,
    attributes: systemAttributes(message),
    messageAttributes: Object.fromEntries(
      Object.entries(message.attributes).map(([name, value]) => [name, attributeFor(value)]),
    ),
    md5OfBody: md5(message.body),
    eventSource: 'aws:sqs',
    eventSourceARN,
    awsRegion: REGION,
  };
}

/** Lambda spells the members of a message attribute in camelCase. */
function attributeFor(value: unknown): JsonRecord {
  const { StringValue: stringValue, BinaryValue: binaryValue, DataType: dataType } = isRecord(value) ? value : {};
  return {
    stringListValues: [],
    binaryListValues: [],
    ...(stringValue === undefined ? {} : { stringValue }),
    ...(binaryValue === undefined ? {} : { binaryValue }),
    dataType,
  };
}
