import type { ReleaseTotal } from '#attribution/release-totals';
import type { PeriodReleases } from '#close/period-releases';

/** What was released of each period. */
export interface ReleaseRegister {
  /** A period that was never looked at has revision 0. */
  find(periodId: string): Promise<PeriodReleases>;
  /** Replaces the record of the revision before; `stale` when another writer was faster. */
  save(releases: PeriodReleases): Promise<'saved' | 'stale'>;
}

/** The totals of a release, as they were written to the lake with its lines. */
export interface ReleaseTotalsReader {
  read(periodId: string, bridgeVersion: number): Promise<readonly ReleaseTotal[]>;
}

/** The periods whose totals were proven, their own plays' or their corrections', paid or not. */
export interface ProvenPeriods {
  list(): Promise<readonly string[]>;
}
