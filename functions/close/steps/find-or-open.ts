import { openPeriod, type Period } from '#close/period';
import type { ChangePorts } from '#close/steps/change-period';
import { assertThat } from '#kernel/errors';
import type { CountryPeriod } from '#kernel/market/country-period';

/** The period's record, made OPEN where there is none. */
export async function findOrOpen({ register, clock }: ChangePorts, period: CountryPeriod): Promise<Period> {
  const found = await register.find(period.periodId);
  if (found !== undefined) return found;
  const at = clock.now();
  const opened = openPeriod(period, at);
  const note = `Opened for ${period.month} of ${period.country}; plays must arrive before ${opened.cutoffAt}`;
  if ((await register.create(opened, { step: 'Opened', at, note })) === 'created') return opened;
  const existing = await register.find(period.periodId);
  assertThat(existing !== undefined, `${period.periodId} exists, and is not there`);
  return existing;
}
