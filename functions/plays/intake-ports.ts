import type { Instant } from '#kernel/time/clock';
import type { LandedPlay, LandedQuarantine } from '#plays/landing';

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
