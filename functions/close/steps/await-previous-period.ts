import { hasReached } from '#close/period-state';
import type { CloseExecutions } from '#close/ports';
import { type ChangePorts, changePeriod } from '#close/steps/change-period';
import { type EarlierPeriodsPorts, unpostedBefore } from '#close/steps/unposted-before';

export interface AwaitPreviousPorts extends ChangePorts {
  readonly revenue: EarlierPeriodsPorts['revenue'];
  readonly executions: Pick<CloseExecutions, 'wake'>;
}

/**
 * Lets the close go on once every earlier period of the country has posted what it leaves to this one: the periods of a country
 * freeze in order (R13, R15). The token is stored first, so a period that posts meanwhile finds it. Safe to repeat.
 */
export async function awaitPreviousPeriod(
  ports: AwaitPreviousPorts,
  { periodId, taskToken }: { readonly periodId: string; readonly taskToken: string },
): Promise<{ readonly outcome: 'posted' | 'waiting' }> {
  const period = await changePeriod(ports, {
    periodId,
    change: ({ state }) => (hasReached(state, 'FROZEN') ? undefined : { taskToken }),
  });
  const before = hasReached(period.state, 'FROZEN') ? undefined : await unpostedBefore(ports, period);
  if (before === undefined) {
    await ports.executions.wake(taskToken);
    return { outcome: 'posted' };
  }
  const detail = `${before.periodId} is ${before.state} and has not posted what it leaves over; the periods of a country freeze in order`;
  const since = ports.clock.now();
  await changePeriod(ports, {
    periodId,
    change: ({ taskToken: token, waitingFor }) =>
      token !== taskToken || waitingFor?.detail === detail
        ? undefined
        : { waitingFor: { for: 'previous_period', detail, since } },
    event: { step: 'AwaitPreviousPeriod', note: detail },
  });
  return { outcome: 'waiting' };
}
