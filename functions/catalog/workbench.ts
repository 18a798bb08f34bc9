import type { CatalogSnapshots, CatalogVersion } from '#catalog/ports';
import type { Track } from '#catalog/track';
import type { FileIssue } from '#kernel/csv/file-issue';
import type { Instant } from '#kernel/time/clock';

/** What a drop did to the catalogue, in tracks. */
export interface TrackCounts {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  /** Rows left aside because a later drop had already said otherwise about the track. */
  readonly stale: number;
}

export interface StagedTrack {
  readonly line: number;
  readonly track: Track;
}

/** One track id on two lines of a file that do not say the same. */
export interface TrackConflict {
  readonly trackId: string;
  readonly firstLine: number;
  readonly line: number;
}

/** Rows of one drop on local disk, merged there with a snapshot. */
export interface TrackWorkbench {
  /** Folder of this workbench, for snapshots to merge with; gone once it is closed. */
  readonly directory: string;
  stage(rows: readonly StagedTrack[]): Promise<void>;
  conflicts(limit: number): Promise<{ readonly conflicts: readonly TrackConflict[]; readonly count: number }>;
  /**
   * Upserts the staged rows by track id into the snapshot file `previousPath` and writes the outcome to `toPath`.
   * A staged row loses against one that was dropped later. Writes no file when nothing is created or updated.
   */
  merge(merge: {
    readonly previousPath: string | undefined;
    readonly toPath: string;
    readonly droppedAt: Instant;
  }): Promise<TrackCounts>;
  close(): Promise<void>;
}

export type OpenWorkbench = () => Promise<TrackWorkbench>;

/** What an import did, kept so that repeating it gives the same answer. */
export interface CatalogImport {
  readonly dropId: string;
  /** The version in force after it: a new one, or the one before when nothing changed; 0 before the first. */
  readonly version: number;
  readonly counts: TrackCounts;
  readonly warnings: readonly FileIssue[];
  readonly warningCount: number;
}

/** The catalogue as its own import changes it. */
export interface CatalogStore extends CatalogSnapshots {
  findImport(dropId: string): Promise<CatalogImport | undefined>;
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
    readonly next?: CatalogVersion;
    readonly catalogImport: CatalogImport;
  }): Promise<'recorded' | 'lost-race'>;
}

export interface StoredSnapshot {
  readonly version: number;
  readonly key: string;
  readonly sha256: string;
}
