import { describe, expect, it } from 'vitest';
import { approveMatch, matchByHand } from '#settlement/steps/match-by-hand';
import { aDeskPayment, settlementDesk } from '#test/support/settlement/settlement-desk';

const cents = (count: number) => BigInt(count) * 100_000_000n;

describe('a person', () => {
  const openCredit = async () => {
    const world = settlementDesk();
    await world.drop({ lines: [{ cents: 500, side: 'credit', text: 'refund' }] });
    const [line] = world.register.lines.values();
    if (line === undefined) throw new Error('the credit is open');
    return { ...world, lineId: line.lineId };
  };

  it('explains a credit by an account of ours alone', async () => {
    const world = await openCredit();
    const request = { lineId: world.lineId, account: 'fees:bank:EUR', subject: 'ann' };

    expect(await matchByHand(request, world.access)).toMatchObject({ kind: 'matched' });
    expect(await world.posted('fees:bank:EUR')).toBe(cents(500));
    expect(await matchByHand(request, world.access)).toMatchObject({ kind: 'not-open' });
  });

  it('gives money to a holder only with a second person', async () => {
    const world = await openCredit();
    const request = { lineId: world.lineId, account: 'payable:holder:H1:EUR', subject: 'ann' };

    expect(await matchByHand(request, world.access)).toMatchObject({ kind: 'awaiting-approval' });
    expect(await world.posted('payable:holder:H1:EUR')).toBe(0n);
    expect(await approveMatch({ lineId: world.lineId, subject: 'ann' }, world.access)).toEqual({ kind: 'same-person' });
    expect(await approveMatch({ lineId: world.lineId, subject: 'bob' }, world.access)).toMatchObject({
      kind: 'matched',
    });
    expect(await world.posted('payable:holder:H1:EUR')).toBe(cents(500));
  });

  it.each([
    ['bank:EUR', /own process/],
    ['clearing:report:r_1:EUR', /own process/],
    ['fees:USD', /is in USD/],
    ['nonsense', /not in the chart/],
  ])('cannot explain a line by %s', async (account, reason) => {
    const world = await openCredit();

    expect(await matchByHand({ lineId: world.lineId, account, subject: 'ann' }, world.access)).toMatchObject({
      kind: 'wrong',
      reason: expect.stringMatching(reason),
    });
  });

  it('explains a debit by payments that add up to it, and by no others', async () => {
    const world = settlementDesk();
    world.desk.add(aDeskPayment(), aDeskPayment({ paymentId: 'p_2', units: cents(1) }));
    await world.drop({ lines: [{ cents: 1235, side: 'debit' }] });
    const [line] = world.register.lines.values();
    const match = (endToEndIds: readonly string[]) =>
      matchByHand({ lineId: line?.lineId ?? '', endToEndIds, subject: 'ann' }, world.access);

    expect(await match(['E2E-p_1'])).toMatchObject({ kind: 'wrong', reason: expect.stringContaining('0.0100000000') });
    expect(await match(['E2E-p_1', 'E2E-p_2', 'E2E-p_2'])).toMatchObject({ kind: 'matched' });
    expect([world.desk.state('p_1'), world.desk.state('p_2')]).toEqual(['settled', 'settled']);
  });
});
