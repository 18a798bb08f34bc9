import { describe, expect, it } from 'vitest';
import { instantOf, millisecondsOf } from '#kernel/time/clock';
import type { JournalTransaction } from '#ledger/journal-transaction';
import { type Payment, type PaymentState, stateOf } from '#payouts/payment';
import { nextChange } from '#payouts/payment-move';
import { reservationId, settlementId } from '#payouts/postings';
import { PAYMENT_CHECK, paymentChecks } from '#payouts/steps/check-payments';
import { rejectPayment, returnPayment, settlePayment } from '#payouts/steps/settle-payment';
import { anInstant } from '#test/support/instants';
import { currency, units } from '#test/support/money';
import { type PayoutWorld, payoutWorld } from '#test/support/payouts/payout-world';

const DAY = 86_400_000;

async function aRunOf(...holders: readonly string[]) {
  const world = payoutWorld();
  for (const holderId of holders) await world.owe({ holderId }, '100.00 EUR');
  const runId = await world.pay();
  return { world, runId, payments: (await world.payments(runId)).map(({ payment }) => payment) };
}

const word = (payment: Payment, statementRef: string) => ({
  endToEndId: payment.paymentId,
  bookedAt: anInstant('2025-05-01'),
  units: payment.netUnits,
  currency: currency('EUR'),
  statementRef,
  reason: 'AC04',
});

/** What the check says two hours later, of a ledger in which a transaction may read otherwise. */
async function findingsOf(
  world: PayoutWorld,
  change: (transaction: JournalTransaction) => JournalTransaction | undefined = (transaction) => transaction,
  after = DAY / 12,
) {
  const ledger = {
    transaction: async (id: string) => {
      const found = await world.ledger.transaction(id);
      return found === undefined ? undefined : change(found);
    },
  };
  const cut = instantOf(millisecondsOf(world.clock.now()) + after);
  return (await paymentChecks({ register: world.ports.register, ledger }).run(cut)).get(PAYMENT_CHECK) ?? [];
}

/** The ledger's transaction of that id, gone or changed. */
const only =
  (id: string, change: (transaction: JournalTransaction) => JournalTransaction | undefined) =>
  (transaction: JournalTransaction) =>
    transaction.id === id ? change(transaction) : transaction;

describe('the check of payments', () => {
  it('passes over payments in every state that a run comes to', async () => {
    const { world, payments } = await aRunOf('H1', 'H2', 'H3', 'H4');
    const [settled, returned, rejected] = payments;
    if (settled === undefined || returned === undefined || rejected === undefined) throw new Error('Too few payments');
    for (const payment of [settled, returned]) await settlePayment(world.ports, word(payment, 's-1'));
    await returnPayment(world.ports, word(returned, 's-2'));
    await rejectPayment(world.ports, { endToEndId: rejected.paymentId, reason: 'AC01', reference: 'p-1' });
    const states = (await world.payments(settled.runId)).map(stateOf).sort();

    expect(states).toEqual(['instructed', 'rejected', 'returned', 'settled']);
    expect(await findingsOf(world)).toEqual([]);
  });

  it.each([
    ['is not in the ledger', () => undefined, 'not there'],
    [
      'was reversed',
      (transaction: JournalTransaction) => ({
        ...transaction,
        states: transaction.states.map((change) => ({ ...change, state: 'reversed' as const })),
      }),
      'reversed; posted would be right',
    ],
    [
      'moved another amount',
      (transaction: JournalTransaction) => ({
        ...transaction,
        postings: transaction.postings.map((posting) => ({ ...posting, units: posting.units + 1n })),
      }),
      'its posting moves 70.0000000001',
    ],
  ] as const)('fails for a settled payment whose posting %s', async (_title, change, said) => {
    const { world, payments } = await aRunOf('H1');
    const [payment] = payments;
    if (payment === undefined) throw new Error('Nobody is paid');
    await settlePayment(world.ports, word(payment, 's-1'));

    const findings = await findingsOf(world, only(settlementId(payment), change));

    expect(payment.netUnits).toBe(units('70'));
    expect(findings).toMatchObject([{ transactions: [settlementId(payment)] }]);
    expect(findings[0]?.message).toContain(said);
  });

  it('fails for a payment that came back, and whose posting still stands', async () => {
    const { world, runId, payments } = await aRunOf('H1');
    const [payment] = payments;
    if (payment === undefined) throw new Error('Nobody is paid');
    await settlePayment(world.ports, word(payment, 's-1'));
    await says(world, runId, 'returned');

    expect(await findingsOf(world)).toMatchObject([{ message: expect.stringContaining('reversed would be right') }]);
  });

  it.each(['taken_out', 'rejected'] as const)(
    'fails for a payment that is %s, its money still set aside',
    async (state) => {
      const { world, runId, payments } = await aRunOf('H1');
      await says(world, runId, state);

      const findings = await findingsOf(world);

      expect(findings).toMatchObject([{ transactions: [reservationId(payments[0] as Payment)] }]);
      expect(findings[0]?.message).toContain('its reservation instructed');
    },
  );

  it('fails for a reservation that ended while its payment is on the way', async () => {
    const { world, payments } = await aRunOf('H1');
    const [payment] = payments;
    if (payment === undefined) throw new Error('Nobody is paid');
    await world.ledger.endReservation(reservationId(payment), { as: 'failed', actor: { subject: 'x' }, reason: 'x' });

    expect(await findingsOf(world)).toMatchObject([{ message: expect.stringContaining('failed; instructed would') }]);
    // A word of the ledger's just now may not have come to the payment yet.
    expect(await findingsOf(world, undefined, 60_000)).toEqual([]);
  });

  it('fails for a payment of which nobody has said anything for ten days', async () => {
    const { world } = await aRunOf('H1');

    expect(await findingsOf(world, undefined, 10 * DAY)).toEqual([]);
    expect(await findingsOf(world, undefined, 10 * DAY + 1)).toMatchObject([
      { message: expect.stringContaining('ask the bank') },
    ]);
  });
});

/** Puts a state on the first payment of a run behind the ledger's back. */
async function says(world: PayoutWorld, runId: string, state: Exclude<PaymentState, 'planned'>): Promise<void> {
  const [record] = await world.payments(runId);
  if (record === undefined) throw new Error('Nobody is paid');
  const change = nextChange(record, { state, at: world.clock.now() });
  await world.ports.register.appendStates([{ payment: record.payment, change }]);
}
