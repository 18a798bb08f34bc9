import type { Period } from '#close/period';
import type { PeriodRegister } from '#close/ports';

/** The first earlier period of the same country that has not posted and proven what it leaves over (R13, R15). */
export async function unpostedBefore(
  register: Pick<PeriodRegister, 'ofCountry'>,
  { country, periodId }: Period,
): Promise<Period | undefined> {
  const periods = await register.ofCountry(country);
  return periods.find((period) => period.periodId < periodId && period.posting?.provenAt === undefined);
}
