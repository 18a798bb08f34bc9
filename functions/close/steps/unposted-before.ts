import type { Period } from '#close/period';
import type { PeriodRegister } from '#close/ports';
import type { RevenueBook } from '#revenue/ports';

export interface EarlierPeriodsPorts {
  readonly register: Pick<PeriodRegister, 'ofCountry'>;
  readonly revenue: Pick<RevenueBook, 'current'>;
}

/**
 * The first earlier period of the same country that closes, or has revenue to share, and has not posted and proven what it leaves
 * over (R13, R15). One of which only stray plays are known, and that nobody asked to close, leaves nothing over; it cannot close any
 * more once a later one is frozen.
 */
export async function unpostedBefore(
  { register, revenue }: EarlierPeriodsPorts,
  { country, periodId }: Period,
): Promise<Period | undefined> {
  const periods = await register.ofCountry(country);
  for (const period of periods) {
    if (period.periodId >= periodId || period.posting?.provenAt !== undefined) continue;
    if (period.attempt > 0 || (await revenue.current(period.periodId)) !== undefined) return period;
  }
  return undefined;
}
