import type { Instant } from '#kernel/time/clock';

/** One immutable version of the catalogue: a Parquet file of every track, sorted by ISRC. */
export interface CatalogVersion {
  /** 1, 2, 3, …; numbers of versions that never came into force are skipped. */
  readonly version: number;
  /** Key of the snapshot in the lake bucket, `catalog/version=<n>/tracks.parquet`. */
  readonly key: string;
  readonly rows: number;
  /** SHA-256 of the file, hex. */
  readonly sha256: string;
  readonly dropId: string;
  readonly createdAt: Instant;
}

/**
 * The catalogue as other contexts read it. Columns of a snapshot, all varchar and never null:
 * `track_id, isrc, title, artist, release_id, release_title, upc, release_type, label, owner_id`, and `dropped_at`.
 * `isrc` is upper case without hyphens, `upc` the digits of `parseUpc`; empty means none.
 */
export interface CatalogSnapshots {
  /** The version in force, or `undefined` before the first catalogue drop. */
  current(): Promise<CatalogVersion | undefined>;
  /** A former version by number, so that a report can be matched again as it was. */
  find(version: number): Promise<CatalogVersion | undefined>;
  /** Writes the snapshot to a local file; throws when its bytes are not those of `sha256`. */
  download(version: CatalogVersion, toPath: string): Promise<void>;
}
