import type { DroppedPortion, Portion, PortionGroupKey } from '#rights/portion';

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

/** Tells whoever holds money that nobody claimed that the bridge has a new version (R10). Telling twice is harmless. */
export interface RightsBell {
  ring(version: number): Promise<void>;
}
