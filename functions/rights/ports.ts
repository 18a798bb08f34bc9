import type { Snapshots } from '#kernel/snapshot';
import type { RightsShare, TypeWeight } from '#rights/as-of';

/**
 * The bridge, or the weights, as the close reads them. A bridge has the columns `track_id, rights_type, holder_id` (varchar),
 * `share` decimal(6,5), `effective_from_ms`, `effective_to_ms`, `dropped_to_ms` (bigint, milliseconds since the epoch, null: open);
 * weights have `country, rights_type, weight` and the same three. A row is in force at `t` iff
 * `effective_from_ms <= t and (effective_to_ms is null or t < effective_to_ms)` (R4).
 */
export type RightsSnapshots = Snapshots;

/** Point reads of the versions in force. */
export interface RightsReader {
  /** Every share of a track that ever was, and the version that says so. */
  sharesOf(trackId: string): Promise<{ readonly version: number; readonly shares: readonly RightsShare[] }>;
  /** Every weight of a country and of `*` that ever was. */
  weightsFor(country: string): Promise<{ readonly version: number; readonly weights: readonly TypeWeight[] }>;
}
