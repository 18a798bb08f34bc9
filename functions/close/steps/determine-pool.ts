import { storedUnits } from '#close/amount';
import { countryPeriodOf, type Period, type PeriodPool } from '#close/period';
import { hasReached } from '#close/period-state';
import { determinePool } from '#close/pool';
import { residualAccount } from '#close/postings';
import { type ChangePorts, changePeriod, requirePeriod } from '#close/steps/change-period';
import { assertThat } from '#kernel/errors';
import { marketTermsOf } from '#kernel/market/market-terms';
import type { Ledger } from '#ledger/ports';
import type { RevenueBook } from '#revenue/ports';

export interface DeterminePoolPorts extends ChangePorts {
  readonly revenue: RevenueBook;
  readonly ledger: Pick<Ledger, 'balance'>;
}

export type PoolOutcome =
  | { readonly outcome: 'determined'; readonly pool: PeriodPool }
  /** An earlier period of the country has not posted what it leaves to this one (R13, R15). */
  | { readonly outcome: 'waiting' };

/**
 * What is shared: revenue, carry and adjustments (R13), from the inputs as they stand; until the freeze they may change, and the
 * freeze takes nothing else. A frozen period answers with its pool. Safe to repeat.
 */
export async function determinePeriodPool(ports: DeterminePoolPorts, periodId: string): Promise<PoolOutcome> {
  const period = await requirePeriod(ports.register, periodId);
  if (period.freeze !== undefined) return { outcome: 'determined', pool: period.freeze.pool };
  const before = await unpostedBefore(ports, period);
  if (before !== undefined) {
    await waitFor(ports, period, before);
    return { outcome: 'waiting' };
  }
  const revenue = await ports.revenue.current(periodId);
  assertThat(revenue !== undefined, `${periodId} has no revenue; ConfirmRevenue waits until it has`);
  const { country } = countryPeriodOf(period);
  const { posted: carry } = await ports.ledger.balance(residualAccount(country, revenue.currency));
  await changePeriod(ports, {
    periodId,
    change: ({ waitingFor }) =>
      waitingFor === undefined ? undefined : { waitingFor: undefined, taskToken: undefined },
  });
  const pool = determinePool({
    currency: revenue.currency,
    revenueVersion: revenue.version,
    collectedRevenue: storedUnits(revenue.total),
    poolShare: marketTermsOf(country).poolShare,
    carry,
    adjustments: 0n,
  });
  return { outcome: 'determined', pool };
}

async function unpostedBefore({ register }: ChangePorts, { country, periodId }: Period): Promise<Period | undefined> {
  const periods = await register.ofCountry(country);
  return periods.find((period) => period.periodId < periodId && period.posting?.provenAt === undefined);
}

async function waitFor(ports: DeterminePoolPorts, { periodId }: Period, before: Period): Promise<void> {
  const detail = `${before.periodId} is ${before.state} and has not posted what it leaves over; the periods of a country go in order`;
  await changePeriod(ports, {
    periodId,
    change: ({ state, waitingFor }) =>
      hasReached(state, 'FROZEN') || waitingFor?.detail === detail
        ? undefined
        : { waitingFor: { for: 'previous_period', detail, since: ports.clock.now() } },
    event: { step: 'DeterminePool', note: detail },
  });
}
