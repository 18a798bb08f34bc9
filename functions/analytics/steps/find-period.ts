import { openPeriod, type Period } from '#close/period';
import type { PeriodRegister, PeriodTraces } from '#close/ports';
import { parseCountryPeriod } from '#kernel/market/country-period';
import type { Instant } from '#kernel/time/clock';

export interface FindPeriodPorts {
  readonly register: Pick<PeriodRegister, 'find'>;
  readonly traces: PeriodTraces;
}

/** A period by id; one that has plays or revenue and was never asked for is OPEN. `undefined`: nothing is known of it. */
export async function findPeriod(
  periodId: string,
  now: Instant,
  { register, traces }: FindPeriodPorts,
): Promise<Period | undefined> {
  const recorded = await register.find(periodId);
  if (recorded !== undefined) return recorded;
  const unrecorded = parseCountryPeriod(periodId);
  if (unrecorded === undefined) return undefined;
  const { month, country } = unrecorded;
  const traced = await Promise.all([traces.countriesWithPlays(month), traces.countriesWithRevenue(month)]);
  return traced.flat().includes(country) ? openPeriod(unrecorded, now) : undefined;
}
