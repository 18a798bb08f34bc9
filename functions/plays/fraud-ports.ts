import type { Instant } from '#kernel/time/clock';
import type { FraudRule } from '#plays/fraud-rules';
import type { FraudFlagSet, FraudFlags, LakeObject } from '#plays/ports';

/** One run of the rules over one sealed period: begun once by attempt of its close, and then the same whenever it is repeated. */
export interface FlagRun {
  readonly periodId: string;
  readonly attempt: string;
  readonly sealRun: string;
  readonly rules: readonly FraudRule[];
  readonly flaggedAt: Instant;
  /** How often its query failed; each try writes to a run of its own. */
  readonly failures: number;
}

export interface FlagOutcome {
  readonly flags: FraudFlagSet;
  /** Sealed plays that carry any flag, from outside too, when the run ended. */
  readonly flaggedPlays: number;
}

/** Runs of rules as they begin and end; conditional writes only. */
export interface FlagBook extends FraudFlags {
  begin(run: Omit<FlagRun, 'failures'>): Promise<FlagRun>;
  recordFailure(run: FlagRun): Promise<void>;
  /** What the attempt found, if it ended. */
  outcome(periodId: string, attempt: string): Promise<FlagOutcome | undefined>;
  /** Ends the run, once, and puts it in force unless a later one is; answers the outcome that stands. */
  complete(run: FlagRun, outcome: FlagOutcome): Promise<FlagOutcome>;
}

/** Throw `QueryStillRunning` or `QueryFailed`; each may be asked again and writes once. */
export interface FlagQueries {
  writeFlags(run: FlagRun): Promise<readonly Omit<LakeObject, 'rows'>[]>;
  /** `externalRun` is absent when nobody dropped flags. */
  count(
    run: FlagRun,
    externalRun: string | undefined,
  ): Promise<{ readonly flags: number; readonly flaggedPlays: number }>;
}

/** Why eligible plays of a track are not paid. */
export interface ClaimedNotPaid {
  readonly trackId: string;
  readonly rule: string;
  readonly reason: string;
  readonly claimedPlays: number;
  readonly users: number;
}

export interface FraudReader {
  /** By track, rule and reason; the flags in force now. */
  claimedNotPaid(periodId: string): Promise<readonly ClaimedNotPaid[]>;
}

export const EXTERNAL_SCOPE = 'external';

/** `a1-f1`: the first try of attempt 1. */
export function flagRunName({ attempt, failures }: Pick<FlagRun, 'attempt' | 'failures'>): string {
  return `a${attempt}-f${failures + 1}`;
}
