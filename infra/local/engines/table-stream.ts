import { z } from 'zod';
import type { JsonCaller } from '#infra/local/engines/json-caller';
import type { JsonRecord } from '#infra/local/json';

/** The last sequence number read of each shard; empty begins at the oldest record. */
export type StreamCheckpoint = Readonly<Record<string, string>>;

const RECORDS_MAX = 1000;

const streamRecord = z.looseObject({
  eventID: z.string(),
  eventName: z.string(),
  dynamodb: z.looseObject({ SequenceNumber: z.string(), Keys: z.record(z.string(), z.unknown()) }),
});
/** A record as the stream has it on the wire, binary attributes in base64 as in Lambda's events. */
export type StreamRecord = z.infer<typeof streamRecord>;

const page = z.object({ NextShardIterator: z.string().nullish(), Records: z.array(streamRecord).default([]) });
const shards = z.object({
  StreamDescription: z.object({ Shards: z.array(z.object({ ShardId: z.string() })).default([]) }),
});
const iterator = z.object({ ShardIterator: z.string() });
/** The place is to be found anew from the checkpoint. */
const LOST_PLACES = new Set(['ExpiredIteratorException', 'TrimmedDataAccessException']);

/** Reads a table's stream, shard by shard; keep `checkpoint` to go on after a restart. */
export class TableStreamReader {
  readonly streamArn: string;
  readonly #call: JsonCaller;
  readonly #written: () => number | undefined;
  readonly #iterators = new Map<string, string>();
  readonly #finished = new Set<string>();
  #checkpoint: StreamCheckpoint;
  /** The count of records when all was read. */
  #seen: number | undefined;

  /** `written` counts the records of all streams of the engine; `undefined` where that is not known. */
  constructor(
    { call, written }: { readonly call: JsonCaller; readonly written: () => number | undefined },
    streamArn: string,
    checkpoint: StreamCheckpoint = {},
  ) {
    this.#call = call;
    this.#written = written;
    this.streamArn = streamArn;
    this.#checkpoint = checkpoint;
  }

  /** Where the records answered so far end. */
  get checkpoint(): StreamCheckpoint {
    return this.#checkpoint;
  }

  /** The next records of all shards, at most `limit` (up to 1,000) of each; none means that all was read. */
  async read(limit = RECORDS_MAX): Promise<StreamRecord[]> {
    const written = this.#written();
    // Pollers ask all day long, and a question costs this process and the engine a millisecond.
    if (written !== undefined && written === this.#seen) return [];
    if (this.#iterators.size === 0) await this.#open();
    const records: StreamRecord[] = [];
    for (const [shardId, position] of [...this.#iterators])
      records.push(...(await this.#readShard(shardId, position, limit)));
    if (records.length === 0) this.#seen = written;
    return records;
  }

  async #readShard(shardId: string, position: string, Limit: number): Promise<StreamRecord[]> {
    let answer = await this.#call('GetRecords', { ShardIterator: position, Limit });
    if (answer.kind === 'refused' && LOST_PLACES.has(answer.code)) {
      this.#iterators.delete(shardId);
      answer = await this.#call('GetRecords', { ShardIterator: await this.#openShard(shardId), Limit });
    }
    if (answer.kind === 'refused') {
      this.#iterators.delete(shardId);
      throw this.#failure(answer);
    }
    const { Records, NextShardIterator } = page.parse(answer.output);
    const last = Records.at(-1)?.dynamodb.SequenceNumber;
    if (last !== undefined) this.#checkpoint = { ...this.#checkpoint, [shardId]: last };
    if (NextShardIterator != null) this.#iterators.set(shardId, NextShardIterator);
    else {
      this.#iterators.delete(shardId);
      this.#finished.add(shardId);
    }
    return Records;
  }

  async #open(): Promise<void> {
    const answer = await this.#call('DescribeStream', { StreamArn: this.streamArn });
    if (answer.kind === 'refused') throw this.#failure(answer);
    for (const { ShardId } of shards.parse(answer.output).StreamDescription.Shards)
      if (!this.#finished.has(ShardId)) await this.#openShard(ShardId);
  }

  async #openShard(ShardId: string): Promise<string> {
    const after = this.#checkpoint[ShardId];
    const answer = await this.#call('GetShardIterator', {
      StreamArn: this.streamArn,
      ShardId,
      ...(after === undefined
        ? { ShardIteratorType: 'TRIM_HORIZON' }
        : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: after }),
    });
    if (answer.kind === 'refused') throw this.#failure(answer);
    const { ShardIterator } = iterator.parse(answer.output);
    this.#iterators.set(ShardId, ShardIterator);
    return ShardIterator;
  }

  #failure({ code, message }: { readonly code: string; readonly message: string }): Error {
    return new Error(`Stream ${this.streamArn} could not be read: ${code} ${message}`);
  }
}

/** A record as Lambda's event has it; `nowMilliseconds` stamps it with the local cloud's clock. */
export function lambdaRecordOf(record: StreamRecord, streamArn: string, nowMilliseconds: number): JsonRecord {
  return {
    eventID: record.eventID,
    eventName: record.eventName,
    eventVersion: record['eventVersion'] ?? '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: 'us-east-1',
    dynamodb: { ...record.dynamodb, ApproximateCreationDateTime: Math.floor(nowMilliseconds / 1000) },
    eventSourceARN: streamArn,
  };
}
