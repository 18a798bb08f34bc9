import type { Snapshots } from '#kernel/snapshot';

/**
 * The catalogue as other contexts read it. Columns of a snapshot, all varchar and never null:
 * `track_id, isrc, title, artist, release_id, release_title, upc, release_type, label, owner_id`, and `dropped_at`; sorted by
 * ISRC. `isrc` is upper case without hyphens, `upc` the digits of `parseUpc`; empty means none.
 */
export type CatalogSnapshots = Snapshots;
