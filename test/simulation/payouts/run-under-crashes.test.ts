import { describe, expect, it } from 'vitest';
import { stateOf } from '#payouts/payment';
import { returnPayment, settlePayment } from '#payouts/steps/settle-payment';
import { Crash, type CrashPlan, crashing, crashPlans } from '#test/support/crash';
import { anInstant } from '#test/support/instants';
import { currency, units } from '#test/support/money';
import { payoutWorld } from '#test/support/payouts/payout-world';

/** Runs a step as a state machine's Task does: again, until it did not die. */
async function task<Answer>(step: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    try {
      return await step();
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
    }
  }
}

/** Two holders are paid, one payment comes back, and a further run pays it again; every step dies where the plan says. */
async function loop(plan: CrashPlan) {
  const death = crashing(plan);
  const world = payoutWorld((port, writes) => death.wrap(port, writes));
  for (const holderId of ['H1', 'H2']) await world.owe({ holderId, country: 'US' }, '100.00 EUR');
  const pay = async (intentId: string) => {
    const { runId } = await task(() => world.start(intentId));
    await task(() => world.plan(runId));
    await task(() => world.sumUp(runId));
    await task(() => world.approve(runId, 'ada'));
    await task(() => world.clear(runId));
    await task(() => world.render(runId));
    await task(() => world.instruct(runId));
    await task(() => world.submit(runId));
    return runId;
  };
  const lineOf = (payment: { paymentId: string; netUnits: bigint }, statementRef: string) => ({
    endToEndId: payment.paymentId,
    bookedAt: anInstant('2025-05-01'),
    units: payment.netUnits,
    currency: currency('EUR'),
    statementRef,
  });

  const first = await pay('first');
  for (const { payment } of await world.payments(first))
    await task(() => settlePayment(world.ports, lineOf(payment, 's1')));
  const [sent] = await world.payments(first);
  if (sent === undefined) throw new Error('Nobody is paid');
  const back = { ...lineOf(sent.payment, 's2'), reason: 'AC04' };
  await task(() => returnPayment(world.ports, back));
  const second = await pay('second');
  for (const { payment } of await world.payments(second))
    await task(() => settlePayment(world.ports, lineOf(payment, 's3')));
  return { world, first, second, returned: sent.payment.holderId, calls: death.calls() };
}

describe('the loop of paying, returning and paying again', () => {
  it('pays everybody exactly once, wherever a step dies', async () => {
    const { calls } = await loop({ at: -1, when: 'before' });
    expect(calls).toBeGreaterThan(30);

    for (const plan of crashPlans(calls)) {
      const { world, first, second, returned } = await loop(plan);
      const where = `died ${plan.when} call ${plan.at}`;

      const records = [...(await world.payments(first)), ...(await world.payments(second))];
      const statesOf = (isReturned: boolean) =>
        records.filter(({ payment }) => (payment.holderId === returned) === isReturned).map(stateOf);
      expect([statesOf(false), statesOf(true)], where).toEqual([['settled'], ['returned', 'settled']]);
      for (const holderId of ['H1', 'H2'])
        expect(await world.balance(`payable:holder:${holderId}:EUR`), where).toMatchObject({
          posted: 0n,
          reserved: 0n,
        });
      // Owed 200, and 200 less 24 % of backup withholding left; the debit side of what came in is the same account.
      expect((await world.balance('bank:EUR')).posted, where).toBe(units('48'));
      expect((await world.balance('tax:US:EUR')).posted, where).toBe(units('48'));
      expect(await world.differences(), where).toEqual([0n]);
      const { items } = await world.ports.register.notices(returned, { limit: 9 });
      expect(items.length, where).toBe(1);
      expect(world.stored.size, where).toBe(2);
    }
  });
});
