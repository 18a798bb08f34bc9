import type { FileIssue } from '#kernel/csv/file-issue';
import type { DroppedPortion, Portion, PortionGroupKey } from '#rights/portion';
import type { RightsSnapshots, SnapshotVersion } from '#rights/ports';

/** What a drop did, in rows. */
export interface PortionCounts {
  readonly created: number;
  /** Rows that stood open and that the drop closed. */
  readonly updated: number;
  readonly unchanged: number;
  /** Always 0: a drop that comes late overlaps what stands and is refused. */
  readonly stale: number;
}

export interface StagedPortion {
  readonly key: PortionGroupKey;
  readonly portion: DroppedPortion;
}

/** A group that the drop names: its history in the previous snapshot, and the drop's rows by line. */
export interface PortionGroup {
  readonly key: PortionGroupKey;
  readonly history: readonly Portion[];
  readonly dropped: readonly DroppedPortion[];
}

export interface MergedGroup {
  readonly key: PortionGroupKey;
  readonly portions: readonly Portion[];
}

/** Rows of one drop on local disk, beside a snapshot; memory holds one group at a time. */
export interface PortionWorkbench {
  /** Folder of this workbench; gone once it is closed. */
  readonly directory: string;
  stage(rows: readonly StagedPortion[]): Promise<void>;
  /** Starts a merge with the snapshot file `previousPath`: every group that the drop names, in order of its key. */
  groups(previousPath: string | undefined): AsyncIterable<PortionGroup>;
  /** Keeps what the rules made of some groups. */
  keep(groups: readonly MergedGroup[]): Promise<void>;
  /** Writes the next snapshot: the kept groups, and every group that the drop does not name. Answers its rows. */
  write(toPath: string): Promise<number>;
  close(): Promise<void>;
}

export type OpenPortionWorkbench = () => Promise<PortionWorkbench>;

/** What an import did, kept so that repeating it gives the same answer. */
export interface PortionImport {
  readonly dropId: string;
  /** The version in force after it: a new one, or the one before when nothing changed; 0 before the first. */
  readonly version: number;
  readonly counts: PortionCounts;
  readonly warnings: readonly FileIssue[];
  readonly warningCount: number;
}

/** The bridge, or the weights, as their own import changes them. */
export interface SnapshotStore extends RightsSnapshots {
  findImport(dropId: string): Promise<PortionImport | undefined>;
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
    readonly portionImport: PortionImport;
  }): Promise<'recorded' | 'lost-race'>;
}

export interface StoredSnapshot {
  readonly version: number;
  readonly key: string;
  readonly sha256: string;
}
