import { kinesisClient } from '#platform/clients/kinesis';
import { sqsClient } from '#platform/clients/sqs';
import { readEnvironment } from '#platform/environment';
import { createPlayStream } from '#plays/adapters/kinesis-play-stream';
import { createFailedBatches } from '#plays/adapters/sqs-failed-batches';
import type { FailedBatches, PlayStream } from '#plays/intake-ports';

export function playStream(): PlayStream {
  const { PLAYS_STREAM } = readEnvironment('PLAYS_STREAM');
  return createPlayStream({ kinesis: kinesisClient, streamName: PLAYS_STREAM });
}

export function failedBatches(): FailedBatches {
  const { FAILED_PLAYS_QUEUE_URL } = readEnvironment('FAILED_PLAYS_QUEUE_URL');
  return createFailedBatches({ sqs: sqsClient, queueUrl: FAILED_PLAYS_QUEUE_URL });
}
