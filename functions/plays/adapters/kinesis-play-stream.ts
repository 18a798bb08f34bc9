import {
  ExpiredIteratorException,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type KinesisClient,
  ListShardsCommand,
  PutRecordsCommand,
} from '@aws-sdk/client-kinesis';
import { assertThat } from '#kernel/errors';
import type { DrainedShard, FailedBatch, OpenShard, PlayStream, StreamRecord } from '#plays/intake-ports';
import { sequencePosition } from '#plays/landing';

export interface PlayStreamOptions {
  readonly kinesis: KinesisClient;
  readonly streamName: string;
}

const PUT_MAX = 500;
const PUT_ATTEMPTS_MAX = 8;
const READ_MAX = 10_000;

/** The plays stream on Kinesis. */
export function createPlayStream(options: PlayStreamOptions): PlayStream {
  return {
    openShards: () => openShards(options),
    putOnShards: (shards, text) => putOnShards(options, shards, text),
    read: (batch) => read(options, batch),
  };
}

async function openShards({ kinesis, streamName }: PlayStreamOptions): Promise<readonly OpenShard[]> {
  const open: OpenShard[] = [];
  let NextToken: string | undefined;
  do {
    const page = await kinesis.send(
      new ListShardsCommand(NextToken === undefined ? { StreamName: streamName } : { NextToken }),
    );
    for (const { ShardId, HashKeyRange, SequenceNumberRange } of page.Shards ?? []) {
      const isOpen = SequenceNumberRange?.EndingSequenceNumber === undefined;
      if (isOpen && ShardId !== undefined && HashKeyRange?.StartingHashKey !== undefined)
        open.push({ shardId: ShardId, startingHashKey: HashKeyRange.StartingHashKey });
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return open;
}

/** Records that Kinesis refuses for the moment are put again; all the others of a request stand. */
async function putOnShards(
  { kinesis, streamName }: PlayStreamOptions,
  shards: readonly OpenShard[],
  text: string,
): Promise<readonly DrainedShard[]> {
  const put: DrainedShard[] = [];
  let unput = [...shards];
  for (let attempt = 0; unput.length > 0; attempt += 1) {
    assertThat(attempt < PUT_ATTEMPTS_MAX, `${streamName} refused a record of ${unput.length} shards ${attempt} times`);
    const batch = unput.slice(0, PUT_MAX);
    const { Records = [] } = await kinesis.send(
      new PutRecordsCommand({
        StreamName: streamName,
        Records: batch.map(({ startingHashKey }) => ({
          Data: Buffer.from(text),
          PartitionKey: 'drain',
          ExplicitHashKey: startingHashKey,
        })),
      }),
    );
    const refused = batch.filter((_, at) => {
      const { ShardId, SequenceNumber } = Records[at] ?? {};
      if (ShardId === undefined || SequenceNumber === undefined) return true;
      put.push({ shardId: ShardId, sequenceNumber: SequenceNumber });
      return false;
    });
    if (refused.length < batch.length) attempt = 0;
    unput = [...unput.slice(batch.length), ...refused];
  }
  return put;
}

async function* read(
  { kinesis, streamName }: PlayStreamOptions,
  { shardId, first, last }: FailedBatch,
): AsyncGenerator<readonly StreamRecord[]> {
  const [from, to] = [sequencePosition(first), sequencePosition(last)];
  const openAt = async (type: 'AT_SEQUENCE_NUMBER' | 'AFTER_SEQUENCE_NUMBER', number: string) => {
    const place = { ShardIteratorType: type, StartingSequenceNumber: number };
    const opened = await kinesis.send(
      new GetShardIteratorCommand({ StreamName: streamName, ShardId: shardId, ...place }),
    );
    return opened.ShardIterator;
  };
  let iterator = await openAt('AT_SEQUENCE_NUMBER', first);
  let lastRead: string | undefined;
  while (iterator !== undefined) {
    const page = await getRecords(kinesis, iterator);
    if (page === 'expired') {
      iterator = await (lastRead === undefined
        ? openAt('AT_SEQUENCE_NUMBER', first)
        : openAt('AFTER_SEQUENCE_NUMBER', lastRead));
      continue;
    }
    const records = page.Records ?? [];
    const wanted = records.flatMap(({ SequenceNumber, ApproximateArrivalTimestamp, Data }) => {
      if (SequenceNumber === undefined || ApproximateArrivalTimestamp === undefined || Data === undefined) return [];
      const position = sequencePosition(SequenceNumber);
      if (position < from || position > to) return [];
      return [
        { shardId, sequenceNumber: SequenceNumber, arrivedAtMs: ApproximateArrivalTimestamp.getTime(), data: Data },
      ];
    });
    if (wanted.length > 0) yield wanted;
    lastRead = records.at(-1)?.SequenceNumber ?? lastRead;
    // The newest record of the stream is behind us, or the batch is.
    if (lastRead !== undefined && sequencePosition(lastRead) >= to) return;
    if (records.length === 0 && (page.MillisBehindLatest ?? 0) === 0) return;
    iterator = page.NextShardIterator;
  }
}

async function getRecords(kinesis: KinesisClient, ShardIterator: string) {
  try {
    return await kinesis.send(new GetRecordsCommand({ ShardIterator, Limit: READ_MAX }));
  } catch (error) {
    if (error instanceof ExpiredIteratorException) return 'expired';
    throw error;
  }
}
