import { describe, expect, it } from 'vitest';
import { achIdentification } from '#payouts/rails/nacha-file';
import type { BankDay } from '#settlement/bank-day';
import type { DeskPayment, PaymentDesk } from '#settlement/payment-desk';
import { payoutWorld } from '#test/support/payouts/payout-world';
import { MemoryDesk } from '#test/support/settlement/memory-desk';
import { deskOver } from '#test/support/settlement/payouts-desk';
import { aDeskPayment, EUR } from '#test/support/settlement/settlement-desk';

interface Sent {
  readonly desk: PaymentDesk;
  /** Two payments of one batch, sent and not settled. */
  readonly payments: readonly [DeskPayment, DeskPayment];
}

async function sentInMemory(): Promise<Sent> {
  const desk = new MemoryDesk();
  const payments = [aDeskPayment(), aDeskPayment({ paymentId: 'p_2' })] as const;
  desk.add(...payments);
  return { desk, payments };
}

async function sentByPayouts(): Promise<Sent> {
  const world = payoutWorld();
  for (const holderId of ['H1', 'H2']) await world.owe({ holderId }, '100.00 EUR');
  await world.pay();
  const desk = deskOver(world);
  const [first, second] = await desk.openPayments(EUR);
  if (first === undefined || second === undefined) throw new Error('two payments were sent');
  return { desk, payments: [first, second] };
}

const on = '2025-05-06' as BankDay;
const refusal = (paymentId: string, evidence: string) => ({ paymentId, evidence, on, reason: 'AC04', text: 'closed' });

describe.each([
  ['in memory', sentInMemory],
  ['over payouts', sentByPayouts],
])('the payment desk %s', (_name, send) => {
  const stateOf = async (desk: PaymentDesk, { endToEndId }: DeskPayment) =>
    (await desk.findByReference([endToEndId])).get(endToEndId)?.state;

  it('finds payments by end-to-end id, by batch, and the open ones by currency', async () => {
    const { desk, payments } = await send();
    const [first, second] = payments;
    const found = await desk.findByReference([first.endToEndId, 'NOBODY']);

    expect([...found.values()]).toEqual([first]);
    expect((await desk.findBatch(first.batchId)).map(({ paymentId }) => paymentId).sort()).toEqual(
      [first.paymentId, second.paymentId].sort(),
    );
    expect(await desk.findBatch('NOBODY')).toEqual([]);
    expect(first).toMatchObject({ state: 'instructed', currency: 'EUR' });
  });

  it('settles once, by one word; the same word again is done, another is refused', async () => {
    const { desk, payments } = await send();
    const [first, second] = payments;
    const word = { paymentId: first.paymentId, evidence: 'line-1', on };

    expect(await desk.settle([word, { ...word, evidence: 'line-2' }])).toEqual([
      { kind: 'done' },
      { kind: 'refused', reason: expect.any(String) },
    ]);
    expect(await desk.settle([word])).toEqual([{ kind: 'done' }]);
    expect(await stateOf(desk, first)).toBe('settled');
    expect(await stateOf(desk, second)).toBe('instructed');
    expect(await desk.openPayments(EUR)).toEqual([second]);
    expect((await desk.findByReference([first.endToEndId])).get(first.endToEndId)?.settledBy).toBe('line-1');
  });

  it('takes a settled payment back once, by one word', async () => {
    const { desk, payments } = await send();
    const [{ paymentId }] = payments;
    await desk.settle([{ paymentId, evidence: 'line-1', on }]);

    expect(await desk.takeBack([refusal(paymentId, 'line-2')])).toEqual([{ kind: 'done' }]);
    expect(await desk.takeBack([refusal(paymentId, 'line-2')])).toEqual([{ kind: 'done' }]);
    expect(await desk.takeBack([refusal(paymentId, 'line-3')])).toMatchObject([{ kind: 'refused' }]);
    expect(await stateOf(desk, payments[0])).toBe('returned');
    expect(await desk.settle([{ paymentId, evidence: 'line-4', on }])).toMatchObject([{ kind: 'refused' }]);
  });

  it('takes a payment that no statement has shown back as refused', async () => {
    const { desk, payments } = await send();

    expect(await desk.takeBack([refusal(payments[0].paymentId, 'R03')])).toEqual([{ kind: 'done' }]);
    expect(await stateOf(desk, payments[0])).toBe('rejected');
    expect(await desk.takeBack([refusal(payments[0].paymentId, 'R03')])).toEqual([{ kind: 'done' }]);
  });

  it('rejects once, and never what was settled', async () => {
    const { desk, payments } = await send();
    const [first, second] = payments;
    await desk.settle([{ paymentId: second.paymentId, evidence: 'line-1', on }]);
    const refusals = [refusal(first.paymentId, 'A1'), refusal(second.paymentId, 'A1'), refusal('NOBODY', 'A1')];

    expect((await desk.reject(refusals)).map(({ kind }) => kind)).toEqual(['done', 'refused', 'refused']);
    expect(await desk.reject([refusal(first.paymentId, 'A1')])).toEqual([{ kind: 'done' }]);
    expect([await stateOf(desk, first), await stateOf(desk, second)]).toEqual(['rejected', 'settled']);
  });
});

describe('the payment desk over payouts', () => {
  it('finds an ACH payment by the identification that its entry has room for', async () => {
    const world = payoutWorld();
    world.redirect('H1', { method: 'ach', routing: '231380104', account: '12345678', verified: 'true' });
    await world.owe({ holderId: 'H1', currency: 'USD', country: 'US' }, '100.00 USD');
    const runId = await world.pay();
    const [record] = await world.payments(runId);
    const identification = achIdentification(record?.payment.paymentId ?? '');

    const found = await deskOver(world).findByReference([identification]);
    expect(found.get(identification)?.paymentId).toBe(record?.payment.paymentId);
  });

  it('knows no payment as sent before its file is written', async () => {
    const world = payoutWorld();
    await world.owe({ holderId: 'H1' }, '100.00 EUR');
    const { runId } = await world.start();
    await world.plan(runId);
    const [record] = await world.payments(runId);
    const endToEndId = record?.payment.paymentId ?? '';
    const desk = deskOver(world);

    expect((await desk.findByReference([endToEndId])).get(endToEndId)?.state).toBe('waiting');
    expect(await desk.settle([{ paymentId: endToEndId, evidence: 'line-1', on }])).toMatchObject([{ kind: 'refused' }]);
  });
});
