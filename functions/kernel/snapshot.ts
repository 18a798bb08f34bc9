import type { FileIssue } from '#kernel/csv/file-issue';
import type { Instant } from '#kernel/time/clock';

/** One immutable version of a whole: a Parquet file in the lake, such as the catalogue or the rights bridge. */
export interface SnapshotVersion {
  /** 1, 2, 3, …; numbers of versions that never came into force are skipped. */
  readonly version: number;
  /** Key of the file in the lake bucket, `<folder>/version=<n>/<file>`. */
  readonly key: string;
  readonly rows: number;
  /** SHA-256 of the file, hex. */
  readonly sha256: string;
  readonly dropId: string;
  readonly createdAt: Instant;
}

/** A line of versions as its readers see it. */
export interface Snapshots {
  /** The version in force, or `undefined` before the first drop. */
  current(): Promise<SnapshotVersion | undefined>;
  /** A former version by number, so that what was made of it can be made again. */
  find(version: number): Promise<SnapshotVersion | undefined>;
  /** Writes the snapshot to a local file; throws when its bytes are not those of `sha256`. */
  download(version: SnapshotVersion, toPath: string): Promise<void>;
}

/** What a drop did to a line of versions, in rows. */
export interface SnapshotCounts {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  /** Rows left aside because a later drop had already said otherwise. */
  readonly stale: number;
}

/** What an import did, kept so that repeating it gives the same answer. */
export interface SnapshotImport {
  readonly dropId: string;
  /** The version in force after it: a new one, or the one before when nothing changed; 0 before the first. */
  readonly version: number;
  readonly counts: SnapshotCounts;
  readonly warnings: readonly FileIssue[];
  readonly warningCount: number;
}

export type StoredSnapshot = Pick<SnapshotVersion, 'version' | 'key' | 'sha256'>;

/** A line of versions as its own import changes it. */
export interface SnapshotStore extends Snapshots {
  findImport(dropId: string): Promise<SnapshotImport | undefined>;
  /**
   * Stores the snapshot under the first free version number from `fromVersion` on. A version that was stored but never
   * came into force keeps its number; nothing reads it.
   */
  storeSnapshot(snapshot: { readonly path: string; readonly fromVersion: number }): Promise<StoredSnapshot>;
  /**
   * Writes the import, and moves the pointer to `next` if given, in one write that holds only while the version in force is
   * still `from` (0: none). `lost-race` means that it is not; nothing was written then.
   */
  record(record: {
    readonly from: number;
    readonly next?: SnapshotVersion;
    readonly imported: SnapshotImport;
  }): Promise<'recorded' | 'lost-race'>;
}
