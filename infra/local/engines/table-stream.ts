import {
  type _Record,
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  ExpiredIteratorException,
  GetRecordsCommand,
  GetShardIteratorCommand,
  TrimmedDataAccessException,
} from '@aws-sdk/client-dynamodb-streams';

/** The last sequence number read of each shard; empty begins at the oldest record. */
export type StreamCheckpoint = Readonly<Record<string, string>>;

const RECORDS_MAX = 1000;

/** Reads a table's stream, shard by shard; keep `checkpoint` to go on after a restart. */
export class TableStreamReader {
  readonly streamArn: string;
  readonly #client: DynamoDBStreamsClient;
  readonly #iterators = new Map<string, string>();
  readonly #finished = new Set<string>();
  #checkpoint: StreamCheckpoint;

  constructor(client: DynamoDBStreamsClient, streamArn: string, checkpoint: StreamCheckpoint = {}) {
    this.#client = client;
    this.streamArn = streamArn;
    this.#checkpoint = checkpoint;
  }

  /** Where the records answered so far end. */
  get checkpoint(): StreamCheckpoint {
    return this.#checkpoint;
  }

  /** Goes back, or on, to a checkpoint; the next `read` begins there. */
  rewind(checkpoint: StreamCheckpoint): void {
    this.#checkpoint = checkpoint;
    this.#iterators.clear();
    this.#finished.clear();
  }

  /** The next records of all shards, at most `limit` (up to 1,000) of each; none means that all was read. */
  async read(limit = RECORDS_MAX): Promise<_Record[]> {
    if (this.#iterators.size === 0) await this.#open();
    const records: _Record[] = [];
    for (const [shardId, iterator] of [...this.#iterators])
      records.push(...(await this.#readShard(shardId, iterator, limit)));
    return records;
  }

  async #readShard(shardId: string, ShardIterator: string, Limit: number): Promise<_Record[]> {
    try {
      const answer = await this.#client.send(new GetRecordsCommand({ ShardIterator, Limit }));
      const found = answer.Records ?? [];
      const last = found.at(-1)?.dynamodb?.SequenceNumber;
      if (last !== undefined) this.#checkpoint = { ...this.#checkpoint, [shardId]: last };
      if (answer.NextShardIterator === undefined) {
        this.#iterators.delete(shardId);
        this.#finished.add(shardId);
      } else this.#iterators.set(shardId, answer.NextShardIterator);
      return found;
    } catch (error) {
      // Reopened from the checkpoint by the next read.
      if (!(error instanceof ExpiredIteratorException || error instanceof TrimmedDataAccessException)) throw error;
      this.#iterators.delete(shardId);
      return [];
    }
  }

  async #open(): Promise<void> {
    const { StreamDescription } = await this.#client.send(new DescribeStreamCommand({ StreamArn: this.streamArn }));
    for (const { ShardId } of StreamDescription?.Shards ?? []) {
      if (ShardId === undefined || this.#finished.has(ShardId)) continue;
      const after = this.#checkpoint[ShardId];
      const { ShardIterator } = await this.#client.send(
        new GetShardIteratorCommand({
          StreamArn: this.streamArn,
          ShardId,
          ...(after === undefined
            ? { ShardIteratorType: 'TRIM_HORIZON' }
            : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: after }),
        }),
      );
      if (ShardIterator !== undefined) this.#iterators.set(ShardId, ShardIterator);
    }
  }
}

/** A record as Lambda's event has it; `nowMilliseconds` stamps it with the local cloud's clock. */
export function lambdaRecordOf(record: _Record, streamArn: string, nowMilliseconds: number): Record<string, unknown> {
  return {
    eventID: record.eventID,
    eventName: record.eventName,
    eventVersion: record.eventVersion ?? '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: 'us-east-1',
    dynamodb: { ...record.dynamodb, ApproximateCreationDateTime: Math.floor(nowMilliseconds / 1000) },
    eventSourceARN: streamArn,
  };
}
