import { describe, expect, it } from 'vitest';
import { stateOf } from '#payouts/payment';
import { findPayment, rejectPayment, returnPayment, settlePayment } from '#payouts/steps/settle-payment';
import { concludeRun } from '#payouts/steps/submit-run';
import { anInstant } from '#test/support/instants';
import { currency, units } from '#test/support/money';
import { type PayoutWorld, payoutWorld, SEPA } from '#test/support/payouts/payout-world';

const OTHER = { ...SEPA, iban: 'FR1420041010050500013M02606' };

async function firstPayment(world: PayoutWorld, runId: string) {
  const [record] = await world.payments(runId);
  if (record === undefined) throw new Error(`${runId} pays nobody`);
  return record.payment;
}

const lineOf = (payment: { paymentId: string; netUnits: bigint }, statementRef = 'stmt-1/1') => ({
  endToEndId: payment.paymentId,
  bookedAt: anInstant('2025-05-01'),
  units: payment.netUnits,
  currency: currency('EUR'),
  statementRef,
});

describe('a payout run', () => {
  it('pays whole cents less tax, and what is left over stays payable', async () => {
    const world = payoutWorld();
    await world.owe({ holderId: 'H1' }, '100.0099 EUR');

    const runId = await world.pay();
    const payment = await firstPayment(world, runId);
    const settled = await settlePayment(world.ports, lineOf(payment));

    expect(settled).toMatchObject({ kind: 'settled' });
    // 30 % of 100.0099 is 30.00297 → 30.00; 70.0099 → 70.00.
    expect([payment.tax?.units, payment.netUnits]).toEqual([units('30'), units('70')]);
    expect(await world.balance('payable:holder:H1:EUR')).toMatchObject({ posted: units('0.0099'), reserved: 0n });
    expect(await world.balance('tax:US:EUR')).toMatchObject({ posted: units('30') });
    expect(await world.balance(`clearing:payout:${runId}-${payment.paymentId.slice(-1)}:EUR`)).toMatchObject({
      posted: 0n,
    });
    expect(await world.differences()).toEqual([0n]);
    expect(await concludeRun(world.ports, runId)).toEqual({ outcome: 'completed' });
  });

  it('reserves what it is going to pay, so that a second run at once pays nothing twice', async () => {
    const world = payoutWorld();
    for (const holderId of ['H1', 'H2', 'H3', 'H4']) await world.owe({ holderId }, '100.00 EUR');
    const [one, two] = [await world.start('one'), await world.start('two')];

    await Promise.all([world.plan(one.runId), world.plan(two.runId)]);

    const records = [...(await world.payments(one.runId)), ...(await world.payments(two.runId))];
    const reserved = records.filter((record) => stateOf(record) === 'reserved');
    expect(reserved.map(({ payment }) => payment.holderId).sort()).toEqual(['H1', 'H2', 'H3', 'H4']);
    expect(await world.balance('payable:holder:H1:EUR')).toMatchObject({ posted: units('100'), available: 0n });
  });

  it('carries who is not paid, with the reason', async () => {
    const world = payoutWorld();
    await world.owe({ holderId: 'below', payoutThreshold: '100.01' }, '100.00 EUR');
    await world.owe({ holderId: 'held' }, '100.00 EUR');
    world.holds.set('held', 'a claim is open');
    world.redirect('fresh', { ...SEPA, verified: 'false' });
    await world.owe({ holderId: 'fresh' }, '100.00 EUR');
    await world.owe({ holderId: 'moved' }, '100.00 EUR');
    world.redirect('moved', OTHER);
    await world.owe({ holderId: 'cooling' }, '100.00 EUR');
    world.redirect('cooling', OTHER);
    world.approveDestination('cooling');
    await world.owe({ holderId: 'dollars', currency: 'USD' }, '100.00 USD');
    await world.owe({ holderId: 'noRate' }, '100.00 USD');

    const { runId } = await world.start();
    await world.plan(runId);

    const { items } = await world.ports.register.carried(runId, { limit: 50 });
    expect(Object.fromEntries(items.map(({ holderId, reason }) => [holderId, reason]))).toEqual({
      below: 'below-threshold',
      held: 'hold',
      fresh: 'destination-not-verified',
      moved: 'destination-not-approved',
      cooling: 'destination-cooling-off',
      dollars: 'method-cannot-carry-currency',
      noRate: 'no-exchange-rate',
    });
    expect(await world.sumUp(runId)).toEqual({ outcome: 'empty' });
  });

  it('pays to a changed destination once it is approved and the cooling-off time is over', async () => {
    const world = payoutWorld();
    await world.owe({ holderId: 'H1' }, '100.00 EUR');
    world.redirect('H1', OTHER);
    world.approveDestination('H1');

    world.clock.moveTo(anInstant('2025-05-03T23:59:59.999Z'));
    const early = await world.pay('early');
    world.clock.moveTo(anInstant('2025-05-04'));
    const due = await world.pay('due');

    expect(await world.payments(early)).toEqual([]);
    expect((await firstPayment(world, due)).destination.iban).toBe(OTHER.iban);
  });

  it('converts before it compares with the threshold, and exchanges in the payment itself', async () => {
    const world = payoutWorld();
    world.rates.set('2025-05-01 USDEUR', {
      rate: { digits: 9n, scale: 1 },
      date: '2025-05-01',
      source: 'fx/2025-05-01.csv',
    });
    await world.owe({ holderId: 'H1', payoutThreshold: '95' }, '100.001 USD', '5.00 EUR');

    const runId = await world.pay();
    const payments = (await world.payments(runId)).map(({ payment }) => payment);
    for (const payment of payments) await settlePayment(world.ports, lineOf(payment));

    // 100.001 × 0.9 = 90.0009, less 27.00: 63.00 and 0.0009 over. 5.00 less 1.50: 3.50.
    expect(Object.fromEntries(payments.map(({ sourceCurrency, netUnits }) => [sourceCurrency, netUnits]))).toEqual({
      USD: units('63'),
      EUR: units('3.5'),
    });
    expect(await world.balance('payable:holder:H1:USD')).toMatchObject({ posted: 0n });
    expect(await world.balance('payable:holder:H1:EUR')).toMatchObject({ posted: units('0.0009') });
    expect(await world.balance('fx:USD')).toMatchObject({ posted: units('100.001') });
    expect(await world.differences()).toEqual([0n, 0n]);
  });
});

describe('the approval of a payout run', () => {
  const prepared = async (amount: string) => {
    const world = payoutWorld();
    await world.owe({ holderId: 'H1' }, amount);
    const { runId } = await world.start();
    await world.plan(runId);
    await world.sumUp(runId);
    return { world, runId };
  };

  it('is refused to whoever prepared it, and of any other digest', async () => {
    const { world, runId } = await prepared('100.00 EUR');

    expect(await world.approve(runId, 'olga')).toMatchObject({ status: 403, code: 'second-person-needed' });
    expect(await world.approve(runId, 'ada', '0'.repeat(64))).toMatchObject({ status: 409, code: 'digest-differs' });
    expect(await world.approve(runId, 'ada')).toMatchObject({ state: 'approved' });
  });

  it('takes two people above the limit, and one person only once', async () => {
    const { world, runId } = await prepared('200000.00 EUR');

    expect(await world.approve(runId, 'ada')).toMatchObject({ state: 'awaiting_approval', approversNeeded: 2 });
    expect(await world.approve(runId, 'ada')).toMatchObject({ state: 'awaiting_approval' });
    expect(await world.clear(runId)).toBe('unapproved');
    expect(await world.approve(runId, 'bob')).toMatchObject({ state: 'approved' });
  });

  it('counts both of two approvers at once', async () => {
    const { world, runId } = await prepared('200000.00 EUR');
    await world.await(runId, 'token');

    await Promise.all([world.approve(runId, 'ada'), world.approve(runId, 'bob')]);

    expect(await world.ports.register.findRun(runId)).toMatchObject({ state: 'approved' });
    expect(world.wakes).toContain('token');
  });

  it('is refused after it expired, and the reservations are voided', async () => {
    const { world, runId } = await prepared('100.00 EUR');

    world.clock.moveTo(anInstant('2025-05-08'));

    expect(await world.approve(runId, 'ada')).toMatchObject({ status: 409, code: 'payout-run-expired' });
    expect(await world.clear(runId)).toBe('expired');
    await world.expire(runId);
    expect(await world.balance('payable:holder:H1:EUR')).toMatchObject({ available: units('100'), reserved: 0n });
    expect((await world.payments(runId)).map(stateOf)).toEqual(['voided']);
  });

  it('wakes at once a run that was approved before it waited', async () => {
    const { world, runId } = await prepared('100.00 EUR');
    await world.approve(runId, 'ada');

    expect(await world.await(runId, 'late-token')).toEqual({ outcome: 'ready' });
    expect(world.wakes).toEqual(['late-token']);
  });
});

describe('an approved payout run', () => {
  it('takes out a holder whose destination changed since it was reserved, and pays the others', async () => {
    const world = payoutWorld();
    for (const holderId of ['H1', 'H2']) await world.owe({ holderId }, '100.00 EUR');
    const { runId } = await world.start();
    await world.plan(runId);
    await world.sumUp(runId);
    await world.approve(runId, 'ada');

    world.redirect('H1', OTHER);
    await world.send(runId);

    const records = await world.payments(runId);
    const states = Object.fromEntries(records.map((record) => [record.payment.holderId, stateOf(record)]));
    expect(states).toEqual({ H1: 'taken_out', H2: 'instructed' });
    expect(await world.balance('payable:holder:H1:EUR')).toMatchObject({ available: units('100') });
    expect([...world.stored.values()].join()).not.toContain(OTHER.iban);
  });

  it('gives the same bytes when it is rendered again, with its checksum on every reservation', async () => {
    const world = payoutWorld();
    await world.owe({ holderId: 'H1' }, '100.00 EUR');
    const runId = await world.pay();
    const run = await world.ports.register.findRun(runId);
    const [file] = run?.files ?? [];
    const payment = await firstPayment(world, runId);

    await world.render(runId);

    const reservation = await world.ledger.transaction(`payout.${payment.paymentId}.reservation`);
    expect(world.stored.size).toBe(1);
    expect(reservation?.states.at(-1)).toMatchObject({ state: 'instructed' });
    expect(reservation?.states.at(-1)?.reason).toContain(file?.checksum);
  });

  it('moves an internal payment to the other holder at once, by no file', async () => {
    const world = payoutWorld();
    await world.owe({ holderId: 'H2', payoutThreshold: '1000' });
    world.redirect('H1', { method: 'internal', account: 'H2', verified: 'true' });
    await world.owe({ holderId: 'H1' }, '100.00 EUR');

    const runId = await world.pay();

    expect(await world.balance('payable:holder:H2:EUR')).toMatchObject({ posted: units('70') });
    expect(await world.ports.register.findRun(runId)).toMatchObject({ state: 'completed', files: [] });
  });
});

describe('the bank’s word on a payment', () => {
  const sent = async () => {
    const world = payoutWorld();
    for (const holderId of ['H1', 'H2']) await world.owe({ holderId }, '100.00 EUR');
    const runId = await world.pay();
    return { world, runId, payment: await firstPayment(world, runId) };
  };

  it('that comes twice settles once, and says which line did', async () => {
    const { world, payment } = await sent();

    await settlePayment(world.ports, lineOf(payment));

    expect(await settlePayment(world.ports, lineOf(payment, 'stmt-2/9'))).toMatchObject({
      kind: 'already-settled',
      statementRef: 'stmt-1/1',
    });
  });

  it('settles nothing when the amount or the id is another', async () => {
    const { world, payment } = await sent();

    const cent = { ...lineOf(payment), units: payment.netUnits - units('0.01') };

    expect(await settlePayment(world.ports, cent)).toMatchObject({
      kind: 'amount-differs',
      expected: payment.netUnits,
    });
    expect(await settlePayment(world.ports, { ...lineOf(payment), endToEndId: 'NOTPROVIDED' })).toEqual({
      kind: 'unknown',
    });
  });

  it('waits before the file is written, and settles between file and instruction', async () => {
    const world = payoutWorld();
    await world.owe({ holderId: 'H1' }, '100.00 EUR');
    const { runId } = await world.start();
    await world.plan(runId);
    await world.sumUp(runId);
    await world.approve(runId, 'ada');
    await world.clear(runId);
    const payment = await firstPayment(world, runId);

    expect(await settlePayment(world.ports, lineOf(payment))).toMatchObject({ kind: 'not-instructed-yet' });
    await world.render(runId);
    expect(await settlePayment(world.ports, lineOf(payment))).toMatchObject({ kind: 'settled' });
    await world.instruct(runId);
    await world.submit(runId);

    expect(await world.ports.register.findRun(runId)).toMatchObject({ state: 'completed' });
  });

  it('that it refuses gives the money back and tells the holder, and touches no other payment', async () => {
    const { world, runId, payment } = await sent();

    const refusal = { endToEndId: payment.paymentId, reason: 'AC01 account closed', reference: 'pain.002/1' };
    expect(await rejectPayment(world.ports, refusal)).toMatchObject({ kind: 'rejected' });
    expect(await rejectPayment(world.ports, refusal)).toMatchObject({ kind: 'already-rejected' });

    expect(await world.balance(`payable:holder:${payment.holderId}:EUR`)).toMatchObject({ available: units('100') });
    expect((await world.payments(runId)).map(stateOf).sort()).toEqual(['instructed', 'rejected']);
    const { items } = await world.ports.register.notices(payment.holderId, { limit: 5 });
    expect(items).toMatchObject([{ kind: 'payment-rejected', reason: 'AC01 account closed' }]);
  });

  it('that it sent back reverses exactly its legs, and a later run pays again under a new id', async () => {
    const { world, payment } = await sent();
    await settlePayment(world.ports, lineOf(payment));

    const back = { ...lineOf(payment, 'stmt-2/1'), reason: 'AC04 closed account' };
    expect(await returnPayment(world.ports, back)).toMatchObject({ kind: 'returned' });
    expect(await returnPayment(world.ports, back)).toMatchObject({
      kind: 'already-returned',
      statementRef: 'stmt-2/1',
    });

    expect(await world.balance(`payable:holder:${payment.holderId}:EUR`)).toMatchObject({ available: units('100') });
    expect(await world.balance('tax:US:EUR')).toMatchObject({ posted: 0n });
    expect(await findPayment(world.ports, payment.paymentId)).toMatchObject({ state: 'returned' });
    expect(world.rung.filter(({ type }) => type === 'Payment Returned')).not.toEqual([]);
    const entries = await world.ports.register.taxEntries(payment.holderId, '2025');
    expect(entries.map(({ kind }) => kind)).toEqual(['payment', 'return']);
    const again = await world.pay('intent-2');
    const records = await world.payments(again);
    expect(records.map(({ payment: { holderId } }) => holderId)).toEqual([payment.holderId]);
    expect(records[0]?.payment.paymentId).not.toBe(payment.paymentId);
  });

  it('cannot return what was never settled', async () => {
    const { world, payment } = await sent();

    const back = { ...lineOf(payment), reason: 'AC04' };

    expect(await returnPayment(world.ports, back)).toMatchObject({ kind: 'not-settled-yet', state: 'instructed' });
  });
});
