import { z } from 'zod';
import type { JsonCaller } from '#infra/local/engines/json-caller';

/** The last sequence number read of each shard; empty begins at the oldest record. */
export type ShardCheckpoint = Readonly<Record<string, string>>;

/** A record of a stream as Lambda's event has it. */
export interface KinesisLambdaRecord {
  readonly kinesis: {
    readonly kinesisSchemaVersion: '1.0';
    readonly partitionKey: string;
    readonly sequenceNumber: string;
    /** Base64. */
    readonly data: string;
    /** Seconds since the epoch, virtual. */
    readonly approximateArrivalTimestamp: number;
  };
  readonly eventSource: 'aws:kinesis';
  readonly eventVersion: '1.0';
  readonly eventID: string;
  readonly eventName: 'aws:kinesis:record';
  readonly invokeIdentityArn: string;
  readonly awsRegion: 'us-east-1';
  readonly eventSourceARN: string;
}

const RECORDS_MAX = 10_000;
const shards = z.object({
  StreamDescription: z.object({ StreamARN: z.string(), Shards: z.array(z.object({ ShardId: z.string() })) }),
});
const iterator = z.object({ ShardIterator: z.string() });
const page = z.object({
  NextShardIterator: z.string().nullish(),
  Records: z.array(
    z.object({
      SequenceNumber: z.string(),
      PartitionKey: z.string(),
      Data: z.string(),
      ApproximateArrivalTimestamp: z.number(),
    }),
  ),
});

/** How many writes the engine has seen; `undefined` while one is under way. */
export type WriteCount = () => number | undefined;

/** Reads a stream shard by shard; an expired iterator, after the clock jumped, is reopened from the sequence number. */
export class ShardReader {
  readonly #call: JsonCaller;
  readonly #stream: string;
  readonly #writes: WriteCount;
  readonly #iterators = new Map<string, string>();
  readonly #finished = new Set<string>();
  #checkpoint: ShardCheckpoint;
  #arn = '';
  /** The count of writes of which all was read. */
  #seen: number | undefined;

  constructor(call: JsonCaller, stream: string, writes: WriteCount, checkpoint: ShardCheckpoint = {}) {
    this.#call = call;
    this.#stream = stream;
    this.#writes = writes;
    this.#checkpoint = checkpoint;
  }

  /** Where the records answered so far end. */
  get checkpoint(): ShardCheckpoint {
    return this.#checkpoint;
  }

  /** The next records of all shards, at most `limit` of each; none means that all was read. */
  async read(limit = RECORDS_MAX): Promise<KinesisLambdaRecord[]> {
    const writes = this.#writes();
    // Pollers ask all day long, and a question costs the engine a request for each shard.
    if (writes !== undefined && writes === this.#seen) return [];
    if (this.#iterators.size === 0) await this.#open();
    const records: KinesisLambdaRecord[] = [];
    for (const [shardId, position] of [...this.#iterators])
      records.push(...(await this.#readShard(shardId, position, limit)));
    if (records.length === 0) this.#seen = writes;
    return records;
  }

  async #readShard(shardId: string, ShardIterator: string, limit: number): Promise<KinesisLambdaRecord[]> {
    const answer = await this.#call('GetRecords', { ShardIterator, Limit: Math.min(limit, RECORDS_MAX) });
    if (answer.kind === 'refused') {
      this.#iterators.delete(shardId);
      if (answer.code !== 'ExpiredIteratorException')
        throw new Error(`Kinesis stream ${this.#stream} could not be read: ${answer.code} ${answer.message}`);
      const reopened = await this.#openShard(shardId);
      return reopened === undefined ? [] : await this.#readShard(shardId, reopened, limit);
    }
    const { Records, NextShardIterator } = page.parse(answer.output);
    const last = Records.at(-1)?.SequenceNumber;
    if (last !== undefined) this.#checkpoint = { ...this.#checkpoint, [shardId]: last };
    if (NextShardIterator != null) this.#iterators.set(shardId, NextShardIterator);
    else {
      this.#iterators.delete(shardId);
      this.#finished.add(shardId);
    }
    return Records.map((record) => this.#lambdaRecord(shardId, record));
  }

  async #open(): Promise<void> {
    const answer = await this.#call('DescribeStream', { StreamName: this.#stream });
    if (answer.kind === 'refused') throw new Error(`Kinesis stream ${this.#stream}: ${answer.code} ${answer.message}`);
    const { StreamARN, Shards } = shards.parse(answer.output).StreamDescription;
    this.#arn = StreamARN;
    for (const { ShardId } of Shards) if (!this.#finished.has(ShardId)) await this.#openShard(ShardId);
  }

  async #openShard(ShardId: string): Promise<string | undefined> {
    const after = this.#checkpoint[ShardId];
    const opened = await this.#call('GetShardIterator', {
      StreamName: this.#stream,
      ShardId,
      ...(after === undefined
        ? { ShardIteratorType: 'TRIM_HORIZON' }
        : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: after }),
    });
    if (opened.kind === 'refused') return undefined;
    const position = iterator.parse(opened.output).ShardIterator;
    this.#iterators.set(ShardId, position);
    return position;
  }

  #lambdaRecord(shardId: string, record: z.infer<typeof page>['Records'][number]): KinesisLambdaRecord {
    return {
      kinesis: {
        kinesisSchemaVersion: '1.0',
        partitionKey: record.PartitionKey,
        sequenceNumber: record.SequenceNumber,
        data: record.Data,
        approximateArrivalTimestamp: record.ApproximateArrivalTimestamp,
      },
      eventSource: 'aws:kinesis',
      eventVersion: '1.0',
      eventID: `${shardId}:${record.SequenceNumber}`,
      eventName: 'aws:kinesis:record',
      invokeIdentityArn: 'arn:aws:iam::000000000000:role/local',
      awsRegion: 'us-east-1',
      eventSourceARN: this.#arn,
    };
  }
}
