import type { EarningTotals } from '#close/earnings';
import type { Period, PeriodEvent } from '#close/period';

/** What became of a freeze. */
export type FreezeOutcome = 'frozen' | 'stale' | 'revenue-changed';

/** The periods' records; every write is conditional, and none moves a period back. */
export interface PeriodRegister {
  find(periodId: string): Promise<Period | undefined>;
  create(period: Period, event: PeriodEvent): Promise<'created' | 'exists'>;
  /** Replaces the record of the revision before; `stale` when another writer was faster. Asserts that the state moves forward. */
  save(period: Period, event?: PeriodEvent): Promise<'saved' | 'stale'>;
  /** As `save`, for a period that was never frozen, while this version of its revenue is the current one (R14, R21). */
  freeze(period: Period, event: PeriodEvent, revenueVersion: number): Promise<FreezeOutcome>;
  events(periodId: string): Promise<readonly PeriodEvent[]>;
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

/** Where a country's month left traces before anybody asked for its close. */
export interface PeriodTraces {
  /** The countries that have plays in the lake with an event date in this month. */
  countriesWithPlays(month: string): Promise<readonly string[]>;
  /** The countries whose collected revenue of this month was dropped. */
  countriesWithRevenue(month: string): Promise<readonly string[]>;
}

/** The totals that a proof wrote to the lake. */
export interface TotalsReader {
  /** Throws when the object is not what its key promises. */
  read(totalsKey: string): Promise<EarningTotals>;
}
