import { chargebacksOf } from '#close/adjustment';
import type { AdjustmentRegister } from '#close/adjustment-ports';
import { storedUnits } from '#close/amount';
import { countryPeriodOf, type PeriodPool, type PoolCorrections } from '#close/period';
import { determinePool } from '#close/pool';
import { residualAccount } from '#close/postings';
import { type ChangePorts, changePeriod, requirePeriod } from '#close/steps/change-period';
import { unpostedBefore } from '#close/steps/unposted-before';
import { assertThat } from '#kernel/errors';
import type { DistributionPolicy } from '#kernel/market/distribution-policy';
import { marketTermsOf } from '#kernel/market/market-terms';
import type { Ledger } from '#ledger/ports';
import type { RevenueBook } from '#revenue/ports';

export interface DeterminePoolPorts extends ChangePorts {
  readonly revenue: RevenueBook;
  readonly ledger: Pick<Ledger, 'balance'>;
  readonly adjustments: Pick<AdjustmentRegister, 'ofCountry'>;
}

export type PoolOutcome =
  | { readonly outcome: 'determined'; readonly policy: DistributionPolicy; readonly pool: PeriodPool }
  /** An earlier period of the country came to be meanwhile, or has not posted what it leaves to this one (R13, R15). */
  | { readonly outcome: 'waiting' };

/**
 * What is shared: revenue, carry and adjustments (R13), from the inputs as they stand; until the freeze they may change, and the
 * freeze takes nothing else. A frozen period answers with its pool. Safe to repeat.
 */
export async function determinePeriodPool(
  ports: DeterminePoolPorts,
  { periodId, corrections }: { readonly periodId: string; readonly corrections?: PoolCorrections | undefined },
): Promise<PoolOutcome> {
  const period = await requirePeriod(ports.register, periodId);
  const { policy, freeze } = period;
  if (freeze !== undefined) return { outcome: 'determined', policy, pool: freeze.pool };
  if ((await unpostedBefore(ports, period)) !== undefined) return { outcome: 'waiting' };
  const revenue = await ports.revenue.current(periodId);
  assertThat(revenue !== undefined, `${periodId} has no revenue; ConfirmRevenue waits until it has`);
  const { country } = countryPeriodOf(period);
  const { posted: carry } = await ports.ledger.balance(residualAccount(country, revenue.currency));
  await changePeriod(ports, {
    periodId,
    change: ({ waitingFor, taskToken }) =>
      waitingFor === undefined && taskToken === undefined ? undefined : { waitingFor: undefined, taskToken: undefined },
  });
  const { poolShare } = marketTermsOf(country);
  const adjustments = await ports.adjustments.ofCountry(country);
  const pool = determinePool({
    currency: revenue.currency,
    revenueVersion: revenue.version,
    collectedRevenue: storedUnits(revenue.total),
    poolShare,
    carry,
    corrections,
    chargebacks: chargebacksOf(adjustments, { period, currency: revenue.currency, poolShare }),
  });
  return { outcome: 'determined', policy, pool };
}
