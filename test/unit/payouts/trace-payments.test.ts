import { describe, expect, it } from 'vitest';
import { sumUnits } from '#kernel/money/units';
import type { ShardId } from '#ledger/shard';
import type { PayableHistory, PayoutRegister } from '#payouts/ports';
import { tracePayments } from '#payouts/steps/trace-payments';
import { Crash, type CrashPlan, crashing, crashPlans } from '#test/support/crash';
import { aDraft, aPosting } from '#test/support/ledger/builders';
import { units } from '#test/support/money';
import { type PayoutWorld, payoutWorld } from '#test/support/payouts/payout-world';

type Sums = Parameters<PayoutRegister['recordPeriods']>[2];
type PageQuery = Parameters<PayoutRegister['payments']>[1];

/** The account's entries, oldest first, up to its reservation. */
function historyOf(world: PayoutWorld): PayableHistory {
  return {
    async through(account, transactionId) {
      const page = await world.access.store.entriesBefore({ shard: account as string as ShardId, limit: 200 });
      const oldestFirst = page.toReversed();
      return oldestFirst.slice(0, oldestFirst.findIndex((entry) => entry.transactionId === transactionId) + 1);
    },
  };
}

/** Three holders are paid what one month or two have earned them; then the run is traced, a payment a page, as a state machine does. */
async function traced(plan: CrashPlan) {
  const world = payoutWorld();
  const earn = async (holderId: string, period: string, amount: string) => {
    const postings = [aPosting('bank:EUR', `payable:holder:${holderId}:EUR`, amount)];
    await world.ledger.post(aDraft(`${period}-${holderId}`, postings, { source: { type: 'period', id: period } }));
  };
  for (const holderId of ['H1', 'H2', 'H3']) {
    await world.owe({ holderId });
    await earn(holderId, 'DE_2025_03', '20');
  }
  await earn('H1', 'DE_2025_04', '60');
  const runId = await world.pay();
  const pages = new Map<string, Sums>();
  const death = crashing(plan);
  const register = death.wrap(
    {
      payments: (run: string, query: PageQuery) => world.ports.register.payments(run, query),
      recordPeriods: async (_runId: string, page: string, sums: Sums) => void pages.set(page, sums),
    },
    ['payments', 'recordPeriods'],
  );
  let after: string | undefined;
  let isOver = false;
  while (!isOver) {
    try {
      after = (await tracePayments({ register, history: historyOf(world) }, { runId, after, limit: 1 })).nextAfter;
      isOver = after === undefined;
    } catch (error) {
      // A retry has the page that it had before.
      if (!(error instanceof Crash)) throw error;
    }
  }
  const taken = new Map<string, bigint>();
  for (const { periodId, units: part } of [...pages.values()].flat())
    taken.set(periodId, sumUnits([taken.get(periodId) ?? 0n, part]));
  return { taken, pages: pages.size, calls: death.calls() };
}

describe('the trace of a submitted run (R33)', () => {
  it('says what each period gave, once, wherever it dies', async () => {
    const { calls, pages, taken } = await traced({ at: -1, when: 'before' });
    expect([pages, [...taken]]).toEqual([
      3,
      [
        ['DE_2025_03', units('60')],
        ['DE_2025_04', units('60')],
      ],
    ]);
    expect(calls).toBe(6);

    for (const plan of crashPlans(calls)) {
      const again = await traced(plan);

      expect([again.pages, again.taken], `died ${plan.when} call ${plan.at}`).toEqual([3, taken]);
    }
  });
});
