import type { PeriodEarning } from '#analytics/holder-earnings';
import type { AnalyticsLake, PeriodRun } from '#analytics/ports';
import { attributedRun } from '#analytics/steps/attributed-run';
import { releaseRun } from '#attribution/release-totals';
import type { Period } from '#close/period';
import type { PeriodRegister } from '#close/ports';
import type { ProvenPeriods, ReleaseRegister } from '#close/release-ports';

export interface HolderEarningsPorts {
  readonly proven: ProvenPeriods;
  readonly register: Pick<PeriodRegister, 'find'>;
  readonly releases: Pick<ReleaseRegister, 'find'>;
  readonly lake: Pick<AnalyticsLake, 'periodEarnings'>;
}

/** Periods of one question: each names three partitions of the lake, and a query's text has an end. */
const AT_ONCE = 100;

/** What every posted country-period brought a holder, corrections and releases with it (R10, R29), by track when asked. */
export async function holderPeriodEarnings(
  { holderId, byTrack }: { readonly holderId: string; readonly byTrack: boolean },
  ports: HolderEarningsPorts,
): Promise<readonly PeriodEarning[]> {
  const listed = await ports.proven.list();
  const earnings: PeriodEarning[] = [];
  for (let start = 0; start < listed.length; start += AT_ONCE) {
    const found = await Promise.all(listed.slice(start, start + AT_ONCE).map((id) => ports.register.find(id)));
    const periods = found.filter((period) => period?.posting !== undefined) as readonly Period[];
    if (periods.length > 0) earnings.push(...(await earningsOf({ holderId, byTrack, periods }, ports)));
  }
  return earnings;
}

async function earningsOf(
  question: { readonly holderId: string; readonly byTrack: boolean; readonly periods: readonly Period[] },
  { releases, lake }: HolderEarningsPorts,
): Promise<readonly PeriodEarning[]> {
  const { holderId, byTrack, periods } = question;
  const released = await Promise.all(periods.map(({ periodId }) => releases.find(periodId)));
  const rows = await lake.periodEarnings({
    holderId,
    byTrack,
    attributed: periods.flatMap((period) => {
      const run = attributedRun(period);
      return run.kind === 'attributed' ? [run.lines] : [];
    }),
    released: released.flatMap(({ periodId, releases: done }) =>
      done.map(({ bridgeVersion }) => ({ periodId, run: releaseRun(bridgeVersion) })),
    ),
    corrected: periods.flatMap(correctionRunOf),
  });
  const byId = new Map(periods.map((period) => [period.periodId, period]));
  return rows.flatMap(({ periodId, ...row }) => {
    const period = byId.get(periodId);
    if (period?.freeze === undefined) return [];
    return [{ ...row, country: period.country, month: period.month, currency: period.freeze.pool.currency }];
  });
}

function correctionRunOf({ periodId, freeze }: Period): readonly PeriodRun[] {
  const run = freeze?.pool.corrections?.run;
  return run === undefined ? [] : [{ periodId, run }];
}
