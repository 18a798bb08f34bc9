import type { Instant } from '#kernel/time/clock';
import type { RightsShare, TypeWeight } from '#rights/as-of';

/** One immutable version of the bridge or of the weights: a Parquet file of their whole history. */
export interface SnapshotVersion {
  /** 1, 2, 3, …; numbers of versions that never came into force are skipped. */
  readonly version: number;
  /** Key in the lake bucket, `rights_bridge/version=<n>/bridge.parquet` or `type_weights/version=<n>/weights.parquet`. */
  readonly key: string;
  readonly rows: number;
  /** SHA-256 of the file, hex. */
  readonly sha256: string;
  readonly dropId: string;
  readonly createdAt: Instant;
}

/**
 * The bridge, or the weights, as the close reads them. A bridge has the columns `track_id, rights_type, holder_id` (varchar),
 * `share` decimal(6,5), `effective_from_ms`, `effective_to_ms`, `dropped_to_ms` (bigint, milliseconds since the epoch, null: open);
 * weights have `country, rights_type, weight` and the same three. A row is in force at `t` iff
 * `effective_from_ms <= t and (effective_to_ms is null or t < effective_to_ms)` (R4).
 */
export interface RightsSnapshots {
  /** The version in force, or `undefined` before the first drop. */
  current(): Promise<SnapshotVersion | undefined>;
  /** A former version by number, so that a period can be attributed again as it was. */
  find(version: number): Promise<SnapshotVersion | undefined>;
  /** Writes the snapshot to a local file; throws when its bytes are not those of `sha256`. */
  download(version: SnapshotVersion, toPath: string): Promise<void>;
}

/** Point reads of the versions in force. */
export interface RightsReader {
  /** Every share of a track that ever was, and the version that says so. */
  sharesOf(trackId: string): Promise<{ readonly version: number; readonly shares: readonly RightsShare[] }>;
  /** Every weight of a country and of `*` that ever was. */
  weightsFor(country: string): Promise<{ readonly version: number; readonly weights: readonly TypeWeight[] }>;
}
