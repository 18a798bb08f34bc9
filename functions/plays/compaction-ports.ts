import type { CompactedHour, LandingObject, PlayLake } from '#plays/play-lake';

/** The head of the play lake: one item, moved by conditional writes only. */
export interface LakeHead {
  /** Of the document in force; 0 before the first run. */
  readonly version: number;
  /** Key of that document; absent before the first run. */
  readonly lakeKey?: string;
  /** Number of the last run that counts, 0 before the first. */
  readonly lastRun: number;
  /** How many country-periods were sealed: a run that began before a seal must not count after it. */
  readonly seals: number;
}

export interface RunLease {
  readonly run: string;
  readonly number: number;
}

export type LeaseOutcome =
  /** `abandoned` is the run whose lease expired, or which the same holder began before. */
  | { readonly kind: 'acquired'; readonly lease: RunLease; readonly head: LakeHead; readonly abandoned?: string }
  | { readonly kind: 'busy'; readonly run: string };

/** One runner at a time, and the one write by which a run counts. Times are milliseconds since the epoch. */
export interface LakeHeads {
  head(): Promise<LakeHead>;
  /** Takes the lease unless another holder's stands; every time with a new run number. */
  acquire(request: {
    readonly holder: string;
    readonly nowMs: number;
    readonly untilMs: number;
  }): Promise<LeaseOutcome>;
  /** False when the lease is another's by now. */
  renew(run: string, untilMs: number): Promise<boolean>;
  release(run: string): Promise<void>;
  /**
   * Makes the document the one in force and ends the lease, in one conditional write: the version and the seals are those the
   * run began with and the lease is still its own. Repeating a commit that happened answers `committed`.
   */
  commit(commit: {
    readonly lease: RunLease;
    readonly from: LakeHead;
    readonly lakeKey: string;
  }): Promise<'committed' | 'overtaken'>;
}

/** A seal as the judgement of arrivals needs it: winners of the period that it fixed stand for ever (R3). */
export interface SealMark {
  readonly countryId: string;
  readonly periodStartMs: number;
  readonly periodEndMs: number;
  readonly cutoffAtMs: number;
  /** Number of the last run whose winners it saw. */
  readonly throughRun: number;
}

/** What one run does, written before it begins and never changed. */
export interface CompactionPlan {
  readonly lease: RunLease;
  readonly from: LakeHead;
  /** Runs that become one, and then there are no hours; none when landing objects are compacted. */
  readonly merges: readonly string[];
  readonly hours: readonly { readonly hour: string; readonly compacted: CompactedHour; readonly selected: number }[];
}

/** The documents that say what counts; each is written once. */
export interface LakeDocuments {
  /** The document, or the empty lake for `undefined`. */
  read(key: string | undefined): Promise<PlayLake>;
  /** Answers the document's key. */
  store(run: string, lake: PlayLake): Promise<string>;
}

/** Objects of the lake that compaction reads and writes beside its queries. */
export interface CompactionLake {
  /** The days, such as `2025-04-30`, on which anything landed. */
  landingDays(): Promise<readonly string[]>;
  /** What landed on a day, by hours. */
  landed(day: string): Promise<ReadonlyMap<string, readonly LandingObject[]>>;
  compacted(hour: CompactedHour): Promise<readonly LandingObject[]>;
  storeCompacted(run: string, hour: string, objects: readonly LandingObject[]): Promise<CompactedHour>;
  /** Writes the run's partitions of `plays_selected` and `plays_seals`. */
  storeInputs(
    run: string,
    inputs: { readonly selected: readonly LandingObject[]; readonly seals: readonly SealMark[] },
  ): Promise<void>;
  storePlan(plan: CompactionPlan): Promise<void>;
  plan(run: string): Promise<CompactionPlan>;
  /** Removes what a run that never counted has written. */
  drop(run: string): Promise<void>;
}

/** Every seal there is, complete or not: a seal fixes its plays by beginning. */
export interface SealMarks {
  marks(): Promise<readonly SealMark[]>;
}

export interface RunCounts {
  readonly partitions: number;
  readonly plays: number;
  readonly duplicates: number;
  readonly conflicts: number;
  readonly superseded: number;
  readonly ingestedToMs: number;
}

export interface CompactionRequest {
  readonly run: string;
  readonly number: number;
  readonly hours: readonly string[];
}

/** The queries of a run; each may be asked again, and writes once. Throw `QueryStillRunning` or `QueryFailed`. */
export interface CompactionQueries {
  /** The earliest arrival among the selected objects, milliseconds; `undefined` when they hold no row. */
  earliestArrival(request: CompactionRequest): Promise<number | undefined>;
  /** Writes the run's `play_arrivals` against the runs that count. */
  judge(request: CompactionRequest & { readonly runs: readonly string[]; readonly fromMs: number }): Promise<void>;
  count(run: string): Promise<RunCounts>;
  /** Writes the `play_arrivals` of a run that others are merged into. */
  mergeArrivals(run: string, runs: readonly string[]): Promise<void>;
  /** Writes one part of the `plays` of such a run; `parts` are those of the runs that are merged. */
  mergePlays(request: {
    readonly run: string;
    readonly runs: readonly string[];
    readonly parts: readonly string[];
    readonly part: number;
  }): Promise<void>;
  /** Writes one part of the run's `plays`. */
  writePlays(request: CompactionRequest & { readonly part: number }): Promise<void>;
}
