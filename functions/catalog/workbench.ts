import type { Track } from '#catalog/track';
import type { SnapshotCounts } from '#kernel/snapshot';
import type { Instant } from '#kernel/time/clock';

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
  }): Promise<SnapshotCounts>;
  close(): Promise<void>;
}

export type OpenWorkbench = () => Promise<TrackWorkbench>;
