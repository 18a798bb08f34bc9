import type { Period, PeriodEvent } from '#close/period';
import type { PeriodRegister } from '#close/ports';
import { compareUtf8 } from '#kernel/utf8-order';

export interface PeriodWithEvents {
  readonly period: Period;
  readonly events: readonly PeriodEvent[];
}

/** A period with its history; `undefined` when nothing is known of it: no play, no revenue, nobody who asked for its close. */
export async function readPeriod(register: PeriodRegister, periodId: string): Promise<PeriodWithEvents | undefined> {
  const [period, events] = await Promise.all([register.find(periodId), register.events(periodId)]);
  return period === undefined ? undefined : { period, events };
}

/** The periods of a month by country, after the country `after`; one more than `limit` tells that there is a next page. */
export async function listPeriods(
  register: PeriodRegister,
  { month, after = '', limit }: { readonly month: string; readonly after?: string | undefined; readonly limit: number },
): Promise<readonly PeriodWithEvents[]> {
  const page = (await register.ofMonth(month))
    .filter(({ country }) => country > after)
    .toSorted((left, right) => compareUtf8(left.country, right.country))
    .slice(0, limit + 1);
  return Promise.all(page.map(async (period) => ({ period, events: await register.events(period.periodId) })));
}
