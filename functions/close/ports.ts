import type { CorrectionTotals } from '#close/correction-earnings';
import type { EarningTotals } from '#close/earnings';
import type { CorrectionTaken, Period, PeriodEvent, PeriodPayout } from '#close/period';

/** What became of a freeze. */
export type FreezeOutcome = 'frozen' | 'stale' | 'revenue-changed';

/** The periods' records; every write is conditional, and none moves a period back. */
export interface PeriodRegister {
  find(periodId: string): Promise<Period | undefined>;
  create(period: Period, event: PeriodEvent): Promise<'created' | 'exists'>;
  /** Replaces the record of the revision before; `stale` when another writer was faster. Asserts that the state moves forward. */
  save(period: Period, event?: PeriodEvent): Promise<'saved' | 'stale'>;
  /**
   * As `save`, for a period that was never frozen, while this version of its revenue is the current one (R14, R21), no earlier month of
   * its country has revenue and is not frozen (R13), and none of its chargebacks was taken; else `revenue-changed`. In the same write each frozen period that it corrects names it (R29).
   */
  freeze(period: Period, event: PeriodEvent, revenueVersion: number): Promise<FreezeOutcome>;
  events(periodId: string): Promise<readonly PeriodEvent[]>;
  /** What later periods took from this one, by their ids (R29). */
  correctionsOut(periodId: string): Promise<readonly CorrectionTaken[]>;
  /** What payout runs took of the period's earnings, by run (R33). */
  payoutsOf(periodId: string): Promise<readonly PeriodPayout[]>;
  /** The periods of a month `YYYY-MM` by country; an index that may lag a moment. */
  ofMonth(month: string): Promise<readonly Period[]>;
  /** Every period of a country, oldest first. */
  ofCountry(country: string): Promise<readonly Period[]>;
}

/** One execution of `close-period`. */
export interface CloseExecution {
  readonly periodId: string;
  readonly attempt: number;
}

/** The executions of `close-period`, named `<period_id>-<attempt>`. */
export interface CloseExecutions {
  /** Starts one; a name that was used before is the same execution and is left alone. */
  start(execution: CloseExecution): Promise<void>;
  isRunning(execution: CloseExecution): Promise<boolean>;
  /** Wakes the execution that waits with this token; a token that nobody waits with any more is ignored. */
  wake(taskToken: string): Promise<void>;
}

/** One run of compaction, and the months of countries whose plays it brought into the lake. */
export interface TracedRun {
  readonly run: string;
  readonly months: readonly { readonly country: string; readonly month: string }[];
}

/** What the lake's table of plays tells of countries that nobody asked for yet. */
export interface PlayTraces {
  /** The runs after the last that was marked, oldest first. */
  unread(): Promise<readonly TracedRun[]>;
  /** Marks a run and all before it as read; never backwards. */
  markRead(run: string): Promise<void>;
}

/** The totals that a proof wrote to the lake. */
export interface TotalsReader {
  /** Throws when the object is not what its key promises. */
  read(totalsKey: string): Promise<EarningTotals>;
  readCorrections(totalsKey: string): Promise<CorrectionTotals>;
}
