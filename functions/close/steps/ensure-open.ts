import type { ChangePorts } from '#close/steps/change-period';
import { findOrOpen } from '#close/steps/find-or-open';
import { RoyaltyError } from '#kernel/errors';
import { PERIOD_ID_SHAPE, parseCountryPeriod } from '#kernel/market/country-period';
import { millisecondsOf } from '#kernel/time/clock';

/** An execution was started for something that is no country-period. */
export class NotAPeriod extends RoyaltyError {
  override readonly name = 'NotAPeriod';
}

/**
 * Makes sure that the period is recorded, and tells the state machine its times. Safe to repeat. Throws `NotAPeriod`
 * for an id that names no country and month.
 */
export async function ensureOpen(ports: ChangePorts, periodId: string) {
  const countryPeriod = parseCountryPeriod(periodId);
  if (countryPeriod === undefined) throw new NotAPeriod(`"${periodId}" is no period; it must be ${PERIOD_ID_SHAPE}`);
  const { state, country, month, periodStart, periodEnd, cutoffAt } = await findOrOpen(ports, countryPeriod);
  return {
    state,
    country,
    month,
    period_end: periodEnd,
    cutoff_at: cutoffAt,
    period_start_ms: millisecondsOf(periodStart),
    period_end_ms: millisecondsOf(periodEnd),
    cutoff_at_ms: millisecondsOf(cutoffAt),
  };
}
