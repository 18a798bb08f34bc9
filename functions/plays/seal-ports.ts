import type { Instant } from '#kernel/time/clock';
import type { BegunSeal, PeriodCounts, SealRequest } from '#plays/play-seal';
import type { LakeObject, PlaySeal, PlaySeals } from '#plays/ports';

/** Seals as they begin and end; each moves by conditional write only. */
export interface SealBook extends PlaySeals {
  /**
   * Begins the seal of a period over the winners of the document in force, or answers the one that was begun first. In the
   * same write the head of the lake counts one seal more, so that no run that began before can count after it.
   */
  begin(request: SealRequest, at: Instant): Promise<BegunSeal>;
  /** One more try, unless another has counted this failure already. */
  recordFailure(begun: BegunSeal): Promise<void>;
  /** Ends the seal, once; answers the one that stands. */
  complete(seal: PlaySeal): Promise<PlaySeal>;
}

/** What a seal was made from, for whoever looks for plays that it does not name. */
export interface SealBeginnings {
  begun(periodId: string): Promise<BegunSeal | undefined>;
}

export interface SealScope {
  readonly begun: BegunSeal;
  /** Partitions of `play_arrivals` and of `plays` that count for the seal. */
  readonly runs: readonly string[];
  readonly parts: readonly string[];
}

/** Throw `QueryStillRunning` or `QueryFailed`; each may be asked again and writes once. */
export interface SealQueries {
  /** Writes the period's plays on time to their run of `plays_sealed`; answers the objects, without their rows. */
  writeSealed(scope: SealScope): Promise<readonly Omit<LakeObject, 'rows'>[]>;
  /** Rows of the run that was written, and how many plays they name. */
  countSealed(begun: BegunSeal): Promise<{ readonly rows: number; readonly plays: number }>;
  counts(scope: SealScope): Promise<PeriodCounts>;
}

/** Objects of the lake beside the queries. */
export interface SealLake {
  /** Rows of a Parquet object by its footer. Throws when it is no longer the object of this tag. */
  rowsOf(object: Omit<LakeObject, 'rows'>): Promise<number>;
  storeManifest(key: string, text: string): Promise<void>;
}
