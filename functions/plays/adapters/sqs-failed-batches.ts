import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { z } from 'zod';
import type { FailedBatch, FailedBatches } from '#plays/intake-ports';

export interface FailedBatchesOptions {
  readonly sqs: SQSClient;
  readonly queueUrl: string;
}

/** What Lambda writes to the on-failure destination of a Kinesis mapping: where the records stand, never the records. */
const failureReport = z.object({
  KinesisBatchInfo: z.object({
    shardId: z.string(),
    startSequenceNumber: z.string(),
    endSequenceNumber: z.string(),
    batchSize: z.number(),
  }),
});

/** SQS counts messages of each kind apart. */
const COUNTED = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const;

/** The batches that Lambda gave up, in the mapping's on-failure queue. */
export function createFailedBatches({ sqs, queueUrl }: FailedBatchesOptions): FailedBatches {
  return {
    async count() {
      const { Attributes } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: [...COUNTED] }),
      );
      return COUNTED.reduce((sum, name) => sum + Number(Attributes?.[name] ?? 0), 0);
    },
    async take() {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
      );
      return Messages.map(({ ReceiptHandle = '', Body = '' }) => ({
        receipt: ReceiptHandle,
        batch: parseReport(Body),
        text: Body,
      }));
    },
    async remove({ receipt }) {
      await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: receipt }));
    },
  };
}

function parseReport(text: string): FailedBatch | undefined {
  let report: unknown;
  try {
    report = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = failureReport.safeParse(report);
  if (!parsed.success) return undefined;
  const { shardId, startSequenceNumber, endSequenceNumber, batchSize } = parsed.data.KinesisBatchInfo;
  return { shardId, first: startSequenceNumber, last: endSequenceNumber, records: batchSize };
}
