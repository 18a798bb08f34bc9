import type { Period } from '#close/period';
import type { PeriodRegister } from '#close/ports';

/**
 * The first earlier period of the same country that closes and has not posted and proven what it leaves over (R13, R15). One that
 * nobody asked to close leaves nothing over, and cannot close any more once a later one is frozen.
 */
export async function unpostedBefore(
  register: Pick<PeriodRegister, 'ofCountry'>,
  { country, periodId }: Period,
): Promise<Period | undefined> {
  const periods = await register.ofCountry(country);
  return periods.find(
    (period) => period.periodId < periodId && period.attempt > 0 && period.posting?.provenAt === undefined,
  );
}
