import { expect, it } from 'vitest';
import { payableAccount } from '#ledger/account';
import { type Payment, paymentIdOf } from '#payouts/payment';
import type { PaymentMove, PayoutRegister } from '#payouts/ports';
import type { PayoutRun } from '#payouts/run';
import { anInstant } from '#test/support/instants';
import { currency, units } from '#test/support/money';
import { SEPA } from '#test/support/payouts/payout-world';

const NOW = anInstant('2025-05-01');

export function aRun(runId: string, rest: Partial<PayoutRun> = {}): PayoutRun {
  return {
    runId,
    state: 'planning',
    preparedBy: ['olga'],
    executionDate: '2025-05-02',
    attempt: 1,
    totals: [],
    carriedCount: 0,
    approversNeeded: 1,
    approvals: [],
    reservedUntil: anInstant('2025-05-22'),
    files: [],
    createdAt: NOW,
    updatedAt: NOW,
    revision: 1,
    ...rest,
  };
}

export function aPayment(runId: string, holderId: string): Payment {
  const EUR = currency('EUR');
  const account = payableAccount({ holderId, currency: EUR });
  return {
    paymentId: paymentIdOf({ runId, account }),
    runId,
    holderId,
    name: 'Ada Whistler',
    country: 'DE',
    rail: 'sepa',
    currency: EUR,
    account,
    sourceCurrency: EUR,
    sourceUnits: units('100'),
    convertedUnits: units('100'),
    tax: { rule: 'foreign-person', rate: '0.30', units: units('30'), report: '1042-S', country: 'DE' },
    netUnits: units('70'),
    destination: { holderId, ...SEPA },
    destinationDigest: 'd',
  };
}

const moveOf = (payment: Payment, ordinal: number, rest: Partial<PaymentMove> = {}): PaymentMove => ({
  payment,
  change: { ordinal, state: ordinal === 1 ? 'reserved' : 'settled', at: NOW, reference: `r${ordinal}` },
  ...rest,
});

/** What every register of payout runs promises. `fresh` names a run that nobody used. */
export function payoutRegisterContract(open: () => PayoutRegister, fresh: () => string): void {
  it('creates a run once, and moves it forward by revisions without a gap', async () => {
    const register = open();
    const run = aRun(fresh());
    const event = { step: 'Asked', at: NOW, note: 'Asked for', actor: 'olga' };

    expect([await register.createRun(run, event), await register.createRun(run, event)]).toEqual(['created', 'exists']);
    const next = { ...run, state: 'awaiting_approval' as const, digest: 'x', revision: 2 };
    expect(await register.saveRun(next, { ...event, step: 'SumUpRun' })).toBe('saved');
    expect(await register.saveRun({ ...next, digest: 'y' })).toBe('stale');
    expect(await register.saveRun({ ...run, revision: 3 })).toBe('stale');

    expect(await register.findRun(run.runId)).toEqual(next);
    expect((await register.events(run.runId)).map(({ step }) => step)).toEqual(['Asked', 'SumUpRun']);
    expect(await register.findRun('R0')).toBeUndefined();
  });

  it('stores plans all or none, and finds what was planned for an account', async () => {
    const register = open();
    const runId = fresh();
    const [one, two] = [aPayment(runId, 'H1'), aPayment(runId, 'H2')];
    const carried = {
      holderId: 'H3',
      account: payableAccount({ holderId: 'H3', currency: currency('EUR') }),
      currency: currency('EUR'),
      units: units('1'),
      reason: 'below-threshold' as const,
      detail: 'Too little',
    };

    expect(await register.addPlans(runId, [{ payments: [one], carried: [carried] }])).toBe('added');
    const both = [
      { payments: [two], carried: [] },
      { payments: [one], carried: [] },
    ];
    expect(await register.addPlans(runId, both)).toBe('exists');

    const found = await register.findPlanned(runId, [one.account, two.account, carried.account]);
    expect(found).toEqual({ payments: [one], carried: [carried] });
    expect(await register.findPayment(runId, two.paymentId)).toBeUndefined();
    expect((await register.carried(runId, { limit: 5 })).items).toMatchObject([{ holderId: 'H3' }]);
  });

  it('appends states once for each ordinal, with what becomes true in the same write', async () => {
    const register = open();
    const runId = fresh();
    const holderId = `H-${runId}`;
    const [one, two] = [aPayment(runId, holderId), aPayment(runId, 'H2')];
    await register.addPlans(runId, [{ payments: [one, two], carried: [] }]);
    const tax = {
      holderId,
      year: '2025',
      paymentId: one.paymentId,
      kind: 'payment' as const,
      report: '1042-S' as const,
      rule: 'foreign-person',
      rate: '0.30',
      country: 'DE',
      paidOn: '2025-05-01',
      currency: currency('EUR'),
      gross: units('100'),
      withheld: units('30'),
    };

    await register.appendStates([moveOf(one, 1)]);
    await register.appendStates([moveOf(one, 1), moveOf(two, 1), moveOf(one, 2, { tax })]);
    const rival = { ordinal: 2, state: 'rejected' as const, at: NOW };
    await register.appendStates([{ payment: one, change: rival, tax }]);

    const record = await register.findPayment(runId, one.paymentId);
    expect(record?.states.map(({ state }) => state)).toEqual(['reserved', 'settled']);
    expect((await register.findPayment(runId, two.paymentId))?.states.length).toBe(1);
    expect(await register.taxEntries(holderId, '2025')).toEqual([tax]);
    expect(await register.taxEntries(holderId, '2024')).toEqual([]);
  });

  it('pages payments by id, each with its own states', async () => {
    const register = open();
    const runId = fresh();
    const payments = ['H1', 'H2', 'H3', 'H4', 'H5'].map((holderId) => aPayment(runId, holderId));
    await register.addPlans(runId, [{ payments, carried: [] }]);
    await register.appendStates(payments.map((payment) => moveOf(payment, 1)));

    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await register.payments(runId, { limit: 2, after });
      expect(page.items.every(({ states }) => states.length === 1)).toBe(true);
      seen.push(...page.items.map(({ payment }) => payment.paymentId));
      after = page.nextAfter;
    } while (after !== undefined);

    expect(seen).toEqual(payments.map(({ paymentId }) => paymentId).toSorted((a, b) => (a < b ? -1 : 1)));
  });

  it('lists notices newest first', async () => {
    const register = open();
    const runId = fresh();
    const payment = aPayment(runId, `N-${runId}`);
    await register.addPlans(runId, [{ payments: [payment], carried: [] }]);
    const notice = (day: string) => ({
      holderId: payment.holderId,
      paymentId: payment.paymentId,
      kind: 'payment-returned' as const,
      currency: payment.currency,
      units: payment.netUnits,
      reason: 'AC04',
      text: 'It came back',
      at: anInstant(day),
    });

    await register.appendStates([
      moveOf(payment, 1, { notice: notice('2025-05-02') }),
      moveOf(payment, 2, { notice: notice('2025-05-03') }),
    ]);

    const first = await register.notices(payment.holderId, { limit: 1 });
    const rest = await register.notices(payment.holderId, { limit: 1, after: first.nextAfter });
    expect([...first.items, ...rest.items].map(({ at }) => at)).toEqual([
      anInstant('2025-05-03'),
      anInstant('2025-05-02'),
    ]);
    expect(rest.nextAfter).toBeUndefined();
  });
}
