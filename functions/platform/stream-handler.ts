import type { KinesisStreamBatchResponse, KinesisStreamEvent, KinesisStreamRecord } from 'aws-lambda';
import { assertThat } from '#kernel/errors';
import { logger } from '#platform/logger';
import { type HandlerTools, makeHandler } from '#platform/make-handler';

/** One record of a Kinesis stream. */
export interface ShardRecord {
  readonly shardId: string;
  readonly sequenceNumber: string;
  /** ApproximateArrivalTimestamp, milliseconds since the epoch. */
  readonly arrivedAtMs: number;
  readonly data: Uint8Array;
}

/** The first record that is not through: it and all after it come again. */
export interface FailedFrom {
  readonly sequenceNumber: string;
  readonly error: unknown;
}

/**
 * A handler behind a Kinesis event source mapping with `ReportBatchItemFailures`. `run` takes a batch, which is always of
 * one shard, and answers from where on it failed; when it throws, the whole batch failed and Lambda halves it.
 */
export function streamHandler(
  run: (records: readonly ShardRecord[], tools: HandlerTools) => Promise<FailedFrom | undefined>,
) {
  return makeHandler(async (event: KinesisStreamEvent, tools): Promise<KinesisStreamBatchResponse> => {
    const records = event.Records.map(shardRecordOf);
    const shards = new Set(records.map(({ shardId }) => shardId));
    assertThat(shards.size <= 1, `A batch of ${[...shards].join(', ')}; Lambda's batches are of one shard`);
    const failed = await run(records, tools);
    if (failed === undefined) return { batchItemFailures: [] };
    const error = failed.error instanceof Error ? failed.error : new Error(String(failed.error));
    logger.error('Records failed and will come again', { error, sequence_number: failed.sequenceNumber });
    return { batchItemFailures: [{ itemIdentifier: failed.sequenceNumber }] };
  });
}

function shardRecordOf({ eventID, kinesis }: KinesisStreamRecord): ShardRecord {
  return {
    shardId: eventID.split(':')[0] ?? '',
    sequenceNumber: kinesis.sequenceNumber,
    // The event counts seconds with a fraction.
    arrivedAtMs: Math.round(kinesis.approximateArrivalTimestamp * 1000),
    data: Buffer.from(kinesis.data, 'base64'),
  };
}
