import type { Instant } from '#kernel/time/clock';
import type { LandedPlay, LandedQuarantine } from '#plays/landing';
import type { Play } from '#plays/play';
import type { ReadRecord } from '#plays/read-play';

/** A record of the plays stream, wherever it was read. */
export interface StreamRecord {
  readonly shardId: string;
  readonly sequenceNumber: string;
  /** Kinesis' ApproximateArrivalTimestamp, milliseconds since the epoch (R3). */
  readonly arrivedAtMs: number;
  readonly data: Uint8Array;
}

/** Rows on their way into the lake: nobody sees them until `publish`. */
export interface LandingStage {
  addPlays(rows: readonly LandedPlay[]): Promise<void>;
  addQuarantined(rows: readonly LandedQuarantine[]): Promise<void>;
  /** Writes what was added so far to local files, one per landing object, so that memory does not grow with the rows. */
  settle(): Promise<void>;
  /** Settles and puts every object into the lake, each whole, replacing one of the same key. Answers their keys. */
  publish(): Promise<readonly string[]>;
  close(): Promise<void>;
}

export interface PlayLanding {
  open(): Promise<LandingStage>;
}

/** How far a drain has come on one shard. */
export interface DrainedShard {
  readonly shardId: string;
  /** The marker's sequence number. */
  readonly sequenceNumber: string;
}

export interface Drain {
  readonly drainId: string;
  readonly cutoffAt: Instant;
  readonly startedAt: Instant;
}

/** What is kept of drains. Sequence numbers of one shard only grow: a lower one never replaces a higher one. */
export interface DrainStore {
  /** Keeps the drain unless it is there; answers the one that stands. */
  begin(drain: Drain): Promise<Drain>;
  find(drainId: string): Promise<Drain | undefined>;
  /** The markers that were put on the stream. */
  recordMarked(drainId: string, shard: DrainedShard): Promise<void>;
  /** The markers that have landed, told by whoever lands records. */
  recordLanded(drainId: string, shard: DrainedShard): Promise<void>;
  marked(drainId: string): Promise<readonly DrainedShard[]>;
  landed(drainId: string): Promise<readonly DrainedShard[]>;
}

/** Records of one shard that Lambda gave up: everything from `first` to `last`. */
export interface FailedBatch {
  readonly shardId: string;
  readonly first: string;
  readonly last: string;
  /** How many records Lambda counted in it. */
  readonly records: number;
}

/** The stream as the intake itself handles it, beside what Lambda delivers. */
export interface PlayStream {
  /** The shards that take records now. */
  openShards(): Promise<readonly OpenShard[]>;
  /** Puts one record on each of the shards; answers where they came to stand, which may be a shard's child. */
  putOnShards(shards: readonly OpenShard[], text: string): Promise<readonly DrainedShard[]>;
  /** The records of a batch in order, page by page; those that the stream forgot are left out. */
  read(batch: FailedBatch): AsyncIterable<readonly StreamRecord[]>;
}

export interface OpenShard {
  readonly shardId: string;
  /** The lowest hash key of its range, decimal. */
  readonly startingHashKey: string;
}

/** The queue to which Lambda reports the batches that it gave up. */
export interface FailedBatches {
  /** Waiting or being handled; about right, as SQS counts. */
  count(): Promise<number>;
  /** Takes some; none means that none waits now. One that is not removed comes back. */
  take(): Promise<readonly TakenBatch[]>;
  remove(taken: TakenBatch): Promise<void>;
}

export interface TakenBatch {
  /** By which it is removed. */
  readonly receipt: string;
  /** `undefined`: the message is none that Lambda writes. */
  readonly batch: FailedBatch | undefined;
  readonly text: string;
}

/** Whoever recommends; what is sent may be lost and may come twice. */
export interface PlayFeed {
  send(plays: readonly Play[]): Promise<void>;
}

/** A record of a dropped file: its physical line, or its row in a Parquet file, counted from 1. */
export interface FileRecord extends ReadRecord {
  readonly line: number;
}

/** Dropped files of plays, read from the archive. */
export interface PlayFiles {
  /** The records in order, batch by batch. Throws `UnreadablePlayFile` as soon as the file proves to be one. */
  read(file: {
    readonly archiveKey: string;
    /** As dropped, for messages and for what its name promises. */
    readonly key: string;
    /** Whether its records say when they arrived. */
    readonly isArchive: boolean;
  }): AsyncIterable<readonly FileRecord[]>;
}

/** Numbers of records: `accepted`, `quarantined`, and `quarantined_<reason>` of each reason; one may have several. */
export type IntakeCounts = Readonly<Record<string, number>>;

/** Under which drop the content of an object lands, and what came of it. */
export interface SourceClaim {
  readonly dropId: string;
  /** The arrival of its plays (R3). */
  readonly droppedAt: Instant;
  /** Known once everything of it is in the lake. */
  readonly counts?: IntakeCounts;
}

/** Which drop first brought an object's content: dropped again, it is the same arrival (R6). */
export interface SourceClaims {
  /** Makes the drop the source's first, unless another is; answers the first. */
  claim(source: string, drop: Pick<SourceClaim, 'dropId' | 'droppedAt'>): Promise<SourceClaim>;
  complete(source: string, counts: IntakeCounts): Promise<void>;
}
