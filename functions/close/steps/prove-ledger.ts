import type { Period } from '#close/period';
import type { CloseExecutions } from '#close/ports';
import { distributionId, poolClearing } from '#close/postings';
import { type ChangePorts, changePeriod, requirePeriod } from '#close/steps/change-period';
import { assertThat, RoyaltyError } from '#kernel/errors';
import { formatUnits } from '#kernel/money/units';
import type { Ledger } from '#ledger/ports';

/** The ledger does not hold what the close says; a person has to look before anybody is paid. */
export class LedgerNotProven extends RoyaltyError {
  override readonly name = 'LedgerNotProven';
}

export interface ProveLedgerPorts extends ChangePorts {
  readonly executions: Pick<CloseExecutions, 'wake'>;
  readonly ledger: Pick<Ledger, 'balance' | 'transaction'>;
}

/**
 * Proves what was posted: the pool's clearing account stands at exactly zero and all of its distribution stands (R30), so far
 * available to nobody, or released by an attempt before this one. Safe to repeat; changes nothing in the ledger. Wakes the country's next period if it waits for this one. Throws `LedgerNotProven`.
 */
export async function proveLedger(ports: ProveLedgerPorts, periodId: string) {
  const { freeze, posting } = await requirePeriod(ports.register, periodId);
  assertThat(freeze !== undefined && posting !== undefined, `${periodId} has posted nothing; PostEarnings comes first`);
  const clearing = await ports.ledger.balance(poolClearing(periodId, freeze.pool.currency));
  // What is incomplete of it says nothing here: a pool below zero is credited to clearing, and that waits for approval too.
  if (clearing.posted !== 0n || clearing.reserved !== 0n)
    throw new LedgerNotProven(
      `${clearing.account} stands at ${formatUnits(clearing.posted)} (reserved ${formatUnits(clearing.reserved)}); a distributed pool leaves exactly zero`,
    );
  const distribution = await ports.ledger.transaction(distributionId(periodId));
  const state = distribution?.states.at(-1)?.state;
  if (distribution !== undefined && state !== 'validated' && state !== 'posted')
    throw new LedgerNotProven(`${distribution.id} is ${state}; the distribution of a pool must stand whole`);
  const proven = await changePeriod(ports, {
    periodId,
    change: (current) =>
      current.posting === undefined || current.posting.provenAt !== undefined
        ? undefined
        : { posting: { ...current.posting, provenAt: ports.clock.now() } },
    event: { step: 'ProveLedger', note: `${clearing.account} stands at exactly zero` },
  });
  await wakeLater(ports, proven);
  return { digest: proven.posting?.digest };
}

/** What this period leaves over is known now, and the country's next one may wait for it. */
async function wakeLater({ register, executions }: ProveLedgerPorts, { country, periodId }: Period): Promise<void> {
  const periods = await register.ofCountry(country);
  const next = periods.find((period) => period.periodId > periodId && period.waitingFor?.for === 'previous_period');
  if (next?.taskToken !== undefined) await executions.wake(next.taskToken);
}
