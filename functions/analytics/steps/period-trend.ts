import type { Period } from '#close/period';
import type { PeriodRegister } from '#close/ports';

/** A period and the months of its country before it, as many as asked for at most, oldest first. */
export async function periodTrend(
  { period, months }: { readonly period: Period; readonly months: number },
  { register }: { readonly register: Pick<PeriodRegister, 'ofCountry'> },
): Promise<readonly Period[]> {
  const all = await register.ofCountry(period.country);
  const earlier = all.filter(({ periodId }) => periodId < period.periodId);
  return [...(months > 1 ? earlier.slice(1 - months) : []), period];
}
