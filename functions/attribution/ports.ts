import type { PeriodFindings } from '#attribution/period-findings';
import type { ReleaseTotal } from '#attribution/release-totals';
import type { HolderTotal, LineFigures, RunFigures, UnattributedTotal } from '#attribution/run-figures';
import type { PeriodCounts, SealedInputs, SealedObject, SealedSnapshot } from '#attribution/sealed-inputs';

/** A run of a period: its relations stand apart from those of any other run. */
export interface RunOf {
  readonly inputs: SealedInputs;
  readonly run: string;
}

/** An attribution line as a holder sees it. */
export interface AttributionLine {
  readonly playId: string;
  readonly trackId: string;
  readonly playedAtMs: number;
  readonly rightsHolderId: string;
  readonly rightsType: string;
  readonly snapshotShare: string;
  readonly rate: string;
  readonly payout: string;
}

/** The place of a line in the order of playing. */
export type LinePlace = Pick<AttributionLine, 'playedAtMs' | 'playId' | 'rightsHolderId' | 'rightsType'>;

/**
 * The lake's queries of an attribution. Each stage is written once for a run and found again when it is asked for again; a query
 * that outlasts the caller throws `QueryStillRunning`, one that failed `QueryFailed`, and either may be asked for again.
 */
export interface AttributionLake {
  /** Flagged plays, plays by track, tracks below a threshold, weights, snapshot shares and gaps of the period. */
  derive(of: RunOf): Promise<void>;
  findings(of: RunOf): Promise<PeriodFindings>;
  count(of: RunOf): Promise<PeriodCounts>;
  /** The rate relation of the policy; none where the pool is not positive (R13). */
  writeRates(of: RunOf): Promise<void>;
  writeLines(of: RunOf): Promise<void>;
  figures(of: RunOf): Promise<RunFigures>;
  /** The lines of `linesRun` as they stand now, read again under the name of another run. */
  lineFigures(of: RunOf & { readonly linesRun: string }): Promise<LineFigures>;
  /** What holders would have, without a line written. */
  simulatedTotals(of: RunOf): Promise<readonly HolderTotal[]>;
  unattributed(of: RunOf): Promise<readonly UnattributedTotal[]>;
  page(question: {
    readonly periodId: string;
    readonly run: string;
    readonly holderId: string;
    readonly trackId: string;
    readonly after: LinePlace | undefined;
    /** Runs of releases whose lines are listed too. */
    readonly releaseRuns: readonly string[];
  }): Promise<readonly AttributionLine[]>;
  /** Removes everything that was written for a run; it may then be written again. */
  drop(of: { readonly periodId: string; readonly run: string }): Promise<void>;
  /** SHA-256 of each query's text, by its file's name. */
  sqlDigests(): Readonly<Record<string, string>>;
}

/** What a run was started from, kept so that a repeated step reads the same inputs although newer ones have come. */
export interface RunInputs {
  find(of: { readonly periodId: string; readonly run: string }): Promise<SealedInputs | undefined>;
  keep(of: RunOf): Promise<void>;
}

/** Texts in the lake: manifests, close reports, totals, recomputations. */
export interface LakeDocuments {
  put(key: string, text: string): Promise<void>;
  get(key: string): Promise<string | undefined>;
  /** How an object differs from what was sealed; `undefined` when it does not. */
  differenceOf(sealed: SealedObject | Pick<SealedSnapshot, 'key' | 'sha256'>): Promise<string | undefined>;
}

/** What the freeze and the proof of a period recorded, as this context needs it. */
export interface ClosedPeriod {
  readonly periodId: string;
  readonly state: string;
  readonly run: string;
  readonly inputManifestKey: string;
  readonly inputManifestHash: string;
  /** Absent where nothing was attributed, or not yet. */
  readonly proof?: {
    readonly run: string;
    readonly totalsKey?: string;
    readonly closeReportKey?: string;
    readonly closeReportHash?: string;
  };
}

export interface ClosedPeriods {
  /** The period once it is frozen; its bare state before that; `undefined` when nobody ever heard of it. */
  find(periodId: string): Promise<ClosedPeriod | { readonly periodId: string; readonly state: string } | undefined>;
}

/** Replays and simulations that run apart from the request that asked for them. */
export interface Recomputations {
  /** Starts one; the same id again is the same one. */
  start(recomputation: Recomputation): Promise<void>;
}

export type Recomputation =
  | { readonly kind: 'replay'; readonly id: string; readonly periodId: string }
  | { readonly kind: 'simulate'; readonly id: string; readonly periodId: string; readonly policy: string };

/** A release of a frozen period to a later version of the bridge (R10). */
export interface ReleaseOf extends RunOf {
  readonly bridgeVersion: number;
  /** The bridge versions of the releases before it, whose lines are not paid again. */
  readonly earlier: readonly number[];
  /** What was flagged when the release was begun: none of it is released. */
  readonly flags: readonly FlagSet[];
}

/** A set of fraud flags by the scope that it is of and the run that wrote it. */
export interface FlagSet {
  readonly scope: string;
  readonly run: string;
}

/** What a release's lines are, and how many of its claims they do not pay whole. */
export interface ReleaseFigures {
  readonly lines: number;
  readonly claimsOff: number;
  readonly totals: readonly ReleaseTotal[];
}

/** The lake's queries of a release; written once and found again as those of `AttributionLake` are. */
export interface ReleaseLake {
  writeLines(of: ReleaseOf): Promise<void>;
  figures(of: ReleaseOf): Promise<ReleaseFigures>;
}
