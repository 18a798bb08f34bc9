import { hasReached } from '#close/period-state';
import type { CloseExecutions } from '#close/ports';
import { type ChangePorts, changePeriod } from '#close/steps/change-period';
import { findOrOpen } from '#close/steps/find-or-open';
import { parseCountryPeriod } from '#kernel/market/country-period';
import type { RevenueBook } from '#revenue/ports';

export interface ConfirmRevenuePorts extends ChangePorts {
  readonly revenue: RevenueBook;
  readonly executions: Pick<CloseExecutions, 'wake'>;
}

/**
 * Lets the close go on once the period's revenue is known, and never guesses it (R21). The token is stored first and only then the
 * revenue looked for: revenue that comes later finds the token, revenue that came before is seen here. Safe to repeat; a
 * repetition that still finds nothing is a reminder.
 */
export async function confirmRevenue(
  ports: ConfirmRevenuePorts,
  { periodId, taskToken }: { readonly periodId: string; readonly taskToken: string },
): Promise<{ readonly outcome: 'confirmed' | 'waiting' }> {
  const period = await changePeriod(ports, {
    periodId,
    change: ({ state }) => (hasReached(state, 'FROZEN') ? undefined : { taskToken }),
  });
  const revenue = await ports.revenue.current(periodId);
  if (revenue !== undefined || hasReached(period.state, 'FROZEN')) {
    await ports.executions.wake(taskToken);
    return { outcome: 'confirmed' };
  }
  const isReminder = period.waitingFor?.for === 'revenue';
  const since = isReminder ? period.waitingFor.since : ports.clock.now();
  const detail = `Nobody said what ${period.country} collected in ${period.month}; drop it under revenue/`;
  await changePeriod(ports, {
    periodId,
    change: (current) =>
      current.taskToken === taskToken ? { waitingFor: { for: 'revenue', detail, since } } : undefined,
    event: { step: 'ConfirmRevenue', note: isReminder ? `Still waits for revenue, since ${since}` : detail },
  });
  return { outcome: 'waiting' };
}

/** Opens the period whose revenue was recorded, or wakes the close that waits for it; that one looks at the revenue itself. */
export async function takeRevenueNews(ports: Omit<ConfirmRevenuePorts, 'revenue'>, periodId: string): Promise<void> {
  const countryPeriod = parseCountryPeriod(periodId);
  if (countryPeriod === undefined) return;
  const { taskToken, state } = await findOrOpen(ports, countryPeriod);
  if (taskToken !== undefined && !hasReached(state, 'FROZEN')) await ports.executions.wake(taskToken);
}
