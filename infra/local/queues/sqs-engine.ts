import type { Engine } from '#infra/local/engine';
import type { QueueStore } from '#infra/local/queues/queue-store';
import { sqsOperations } from '#infra/local/queues/sqs-operations';
import { createJsonEngine, headerOf } from '#infra/local/wire/json-protocol';
import { createQueryEngine } from '#infra/local/wire/query-protocol';

/** SQS behind the front: JSON as today's SDKs speak it, the query protocol for older clients. */
export function createSqsEngine(store: QueueStore, stop: () => Promise<void>): Engine {
  const operations = sqsOperations(store);
  const json = createJsonEngine({ scopes: ['sqs'], operations, stop });
  const query = createQueryEngine({
    scopes: ['sqs'],
    operations,
    stop,
    namespace: 'http://queue.amazonaws.com/doc/2012-11-05/',
    // The query protocol's lists by the names of JSON's: flattened, and in the singular.
    lists: {
      AttributeName: 'AttributeNames',
      SendMessageBatchRequestEntry: 'Entries',
      DeleteMessageBatchRequestEntry: 'Entries',
      ChangeMessageVisibilityBatchRequestEntry: 'Entries',
    },
    elements: {
      Messages: 'Message',
      QueueUrls: 'QueueUrl',
      Attributes: 'Attribute',
      Successful: 'BatchResultEntry',
      Failed: 'BatchResultErrorEntry',
    },
  });
  return {
    ...json,
    handle: (request, response) =>
      (headerOf(request, 'x-amz-target') === undefined ? query : json).handle(request, response),
  };
}
