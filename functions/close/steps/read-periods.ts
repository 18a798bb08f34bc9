import { openPeriod, type Period, type PeriodEvent } from '#close/period';
import type { PeriodTraces } from '#close/ports';
import type { ChangePorts } from '#close/steps/change-period';
import { parseCountry } from '#kernel/country';
import { type CountryPeriod, countryPeriod, parseCountryPeriod } from '#kernel/market/country-period';
import { compareUtf8 } from '#kernel/utf8-order';

export interface ReadPorts extends ChangePorts {
  readonly traces: PeriodTraces;
}

export interface PeriodWithEvents {
  readonly period: Period;
  readonly events: readonly PeriodEvent[];
}

/** A period with its history; one that has plays or revenue and was never asked for is OPEN. `undefined`: nothing is known of it. */
export async function readPeriod(ports: ReadPorts, periodId: string): Promise<PeriodWithEvents | undefined> {
  const [period, events] = await Promise.all([ports.register.find(periodId), ports.register.events(periodId)]);
  if (period !== undefined) return { period, events };
  const unrecorded = parseCountryPeriod(periodId);
  if (unrecorded === undefined) return undefined;
  const traced = await tracedPeriods(ports, unrecorded.month);
  if (!traced.some((one) => one.periodId === periodId)) return undefined;
  return { period: openPeriod(unrecorded, ports.clock.now()), events: [] };
}

/** The periods of a month by country, after the country `after`; one more than `limit` tells that there is a next page. */
export async function listPeriods(
  ports: ReadPorts,
  { month, after = '', limit }: { readonly month: string; readonly after?: string | undefined; readonly limit: number },
): Promise<readonly PeriodWithEvents[]> {
  const [recorded, unrecorded] = await Promise.all([ports.register.ofMonth(month), tracedPeriods(ports, month)]);
  const byCountry = new Map(
    unrecorded.map((period) => [period.country as string, openPeriod(period, ports.clock.now())]),
  );
  for (const period of recorded) byCountry.set(period.country, period);
  const page = [...byCountry.values()]
    .filter(({ country }) => country > after)
    .toSorted((left, right) => compareUtf8(left.country, right.country))
    .slice(0, limit + 1);
  return Promise.all(page.map(async (period) => ({ period, events: await ports.register.events(period.periodId) })));
}

/** The periods of a month that have plays or revenue, whether or not they are recorded. */
export async function tracedPeriods(
  { traces }: Pick<ReadPorts, 'traces'>,
  month: string,
): Promise<readonly CountryPeriod[]> {
  const codes = await Promise.all([traces.countriesWithPlays(month), traces.countriesWithRevenue(month)]);
  return [...new Set(codes.flat())].flatMap((code) => {
    const country = parseCountry(code);
    return country === undefined ? [] : [countryPeriod(country, month)];
  });
}
