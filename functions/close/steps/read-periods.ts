import type { Period } from '#close/period';
import type { PeriodRecord } from '#close/period-view';
import type { PeriodRegister } from '#close/ports';
import { compareUtf8 } from '#kernel/utf8-order';

/** A period with its history and with what later periods took from it. */
export async function recordOf(register: PeriodRegister, period: Period): Promise<PeriodRecord> {
  const [events, correctionsOut, payouts] = await Promise.all([
    register.events(period.periodId),
    register.correctionsOut(period.periodId),
    register.payoutsOf(period.periodId),
  ]);
  return { period, events, correctionsOut, payouts };
}

/** A period with its history; `undefined` when nothing is known of it: no play, no revenue, nobody who asked for its close. */
export async function readPeriod(register: PeriodRegister, periodId: string): Promise<PeriodRecord | undefined> {
  const period = await register.find(periodId);
  return period === undefined ? undefined : recordOf(register, period);
}

/** The periods of a month by country, after the country `after`; one more than `limit` tells that there is a next page. */
export async function listPeriods(
  register: PeriodRegister,
  { month, after = '', limit }: { readonly month: string; readonly after?: string | undefined; readonly limit: number },
): Promise<readonly PeriodRecord[]> {
  const page = (await register.ofMonth(month))
    .filter(({ country }) => country > after)
    .toSorted((left, right) => compareUtf8(left.country, right.country))
    .slice(0, limit + 1);
  return Promise.all(page.map((period) => recordOf(register, period)));
}
