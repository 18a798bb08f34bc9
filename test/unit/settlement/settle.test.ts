import { describe, expect, it } from 'vitest';
import { rematchLines } from '#settlement/steps/rematch-lines';
import { aDraft, aPosting } from '#test/support/ledger/builders';
import { renderCamt } from '#test/support/settlement/render-statement';
import { aDeskPayment, EUR, OWN_ACCOUNT, settlementDesk } from '#test/support/settlement/settlement-desk';

const cents = (count: number) => BigInt(count) * 100_000_000n;
const paid = (paymentId: string, more = {}) =>
  ({ cents: 1234, side: 'debit', endToEndId: `E2E-${paymentId}`, ...more }) as const;

describe('a statement line', () => {
  it('with the end-to-end id of a sent payment settles it', async () => {
    const world = settlementDesk();
    world.desk.add(aDeskPayment());
    const outcome = await world.drop({ openingCents: 0, lines: [paid('p_1')] });

    expect(outcome).toMatchObject({ kind: 'imported', counts: { created: 1, matched: 1, open: 0 } });
    expect(world.desk.state('p_1')).toBe('settled');
    expect([await world.own(), await world.transit()]).toEqual([-cents(1234), cents(1234)]);
  });

  it('that names a batch whose sum it is settles every payment of it', async () => {
    const world = settlementDesk();
    world.desk.add(aDeskPayment(), aDeskPayment({ paymentId: 'p_2' }));
    await world.drop({ lines: [{ cents: 2468, side: 'debit', paymentInformationId: 'PB-1' }] });

    expect([world.desk.state('p_1'), world.desk.state('p_2')]).toEqual(['settled', 'settled']);
  });

  it('that names a batch of another sum is open, and no payment moves', async () => {
    const world = settlementDesk();
    world.desk.add(aDeskPayment(), aDeskPayment({ paymentId: 'p_2' }));
    await world.drop({ lines: [{ cents: 2467, side: 'debit', paymentInformationId: 'PB-1' }] });

    expect(world.desk.state('p_1')).toBe('instructed');
    const [line] = world.register.lines.values();
    expect(line?.reason).toContain('differs from their sum by -0.0100000000');
  });

  it('with the amount, and the id only in its text, settles; with the amount alone it is proposed', async () => {
    const world = settlementDesk();
    world.desk.add(aDeskPayment(), aDeskPayment({ paymentId: 'p_2', units: cents(999), name: 'John Roe' }));
    await world.drop({
      lines: [
        { cents: 1234, side: 'debit', text: 'royalties e2e p_1 thank you' },
        { cents: 999, side: 'debit', text: 'royalties' },
      ],
    });

    expect([world.desk.state('p_1'), world.desk.state('p_2')]).toEqual(['settled', 'instructed']);
    const [line] = world.register.lines.values();
    expect(line?.proposals).toEqual([{ paymentId: 'p_2', score: 40, reason: 'the same amount' }]);
  });

  it('says it a second time: the payment is settled once, and the second debit is unexplained', async () => {
    const world = settlementDesk();
    world.desk.add(aDeskPayment());
    await world.drop({ lines: [paid('p_1'), paid('p_1')] });

    const [line] = world.register.lines.values();
    expect(world.register.lines.size).toBe(1);
    expect(line?.line.ordinal).toBe(2);
    expect(await world.posted(`unexplained:bank:${OWN_ACCOUNT}:${line?.lineId}:EUR`)).toBe(cents(1234));
  });

  it('that brings a settled payment back returns it, once', async () => {
    const world = settlementDesk();
    world.desk.add(aDeskPayment());
    await world.drop({ on: '2025-05-06', lines: [paid('p_1')] });
    const back = { cents: 1234, side: 'credit', endToEndId: 'E2E-p_1', returnReason: 'AC04' } as const;
    await world.drop({ id: 'S2', on: '2025-05-07', openingCents: -1234, lines: [back, back] });

    expect(world.desk.state('p_1')).toBe('returned');
    const [line] = world.register.lines.values();
    expect(line?.reason).toContain('is explained by line');
    expect(await world.posted(`holding:unmatched:${OWN_ACCOUNT}:${line?.lineId}:EUR`)).toBe(cents(1234));
  });

  it('of a payment that a rail has refused passes through transit, out and in', async () => {
    const world = settlementDesk();
    world.desk.add(aDeskPayment({ state: 'rejected' }));
    await world.drop({ lines: [paid('p_1'), { ...paid('p_1'), side: 'credit' }] });

    expect(world.register.lines.size).toBe(0);
    expect([await world.own(), await world.transit(), world.desk.state('p_1')]).toEqual([0n, 0n, 'rejected']);
  });

  it('that names a report with the amount of its remittance is that remittance, once', async () => {
    const world = settlementDesk();
    world.remittances.known.set('r_0123456789abcdef', [{ units: cents(5000), currency: EUR }]);
    const credit = { cents: 5000, side: 'credit', text: 'Invoice r_0123456789abcdef' } as const;
    await world.ledger.post(aDraft('t', [aPosting('bank:EUR', 'suspense:report:EUR', '50')]));
    await world.drop({ lines: [credit, credit] });

    expect([await world.own(), await world.transit(), world.register.lines.size]).toEqual([cents(10_000), 0n, 1]);
  });
});

describe('a line that arrives before its payment is marked as sent', () => {
  it('stays open and is matched again later', async () => {
    const world = settlementDesk();
    world.desk.add(aDeskPayment({ state: 'waiting' }));
    await world.drop({ lines: [paid('p_1')] });
    const [line] = world.register.lines.values();

    expect(line?.reason).toContain('is not marked as sent yet');
    expect(await rematchLines(world.access)).toEqual({ open: 1, matched: 0 });

    world.desk.add(aDeskPayment({ state: 'instructed' }));
    expect(await rematchLines(world.access)).toEqual({ open: 0, matched: 1 });
    expect(await rematchLines(world.access)).toEqual({ open: 0, matched: 0 });
    expect(world.desk.state('p_1')).toBe('settled');
    expect(await world.transit()).toBe(cents(1234));
    expect(await world.posted(`unexplained:bank:${OWN_ACCOUNT}:${line?.lineId}:EUR`)).toBe(0n);
  });
});

describe('a file', () => {
  it('dropped three times has one effect, also at the same time', async () => {
    const world = settlementDesk();
    world.desk.add(aDeskPayment());
    const statement = { lines: [paid('p_1'), { cents: 77, side: 'credit' }] } as const;
    await Promise.allSettled([world.drop(statement), world.drop(statement), world.drop(statement)]);
    const again = await world.drop(statement);

    expect(again).toMatchObject({ counts: { created: 0, unchanged: 1 } });
    expect(await world.own()).toBe(cents(77 - 1234));
    expect(world.register.statements.size).toBe(1);
  });

  it('with other content under a known statement is refused, and both are named', async () => {
    const world = settlementDesk();
    await world.drop({ lines: [{ cents: 1, side: 'credit' }] });
    const outcome = await world.drop({ lines: [{ cents: 2, side: 'credit' }] });

    expect(outcome).toMatchObject({
      kind: 'refused',
      errors: [
        {
          code: 'other_content',
          message: expect.stringMatching(/drop d_1 with other content \([0-9a-f]{12}, here [0-9a-f]{12}\)/),
        },
      ],
    });
  });

  it('whose second statement does not foot changes nothing of its first', async () => {
    const world = settlementDesk();
    const good = { id: 'A', lines: [{ cents: 5, side: 'credit' }] } as const;
    const bad = {
      id: 'B',
      on: '2025-05-07',
      openingCents: 5,
      closingCents: 9,
      lines: [{ cents: 5, side: 'credit' }],
    } as const;
    const outcome = await world.drop(good, bad);

    expect(outcome).toMatchObject({ kind: 'refused', errors: [{ code: 'does_not_foot' }] });
    expect([await world.own(), world.register.statements.size]).toEqual([0n, 0]);
  });

  it('with two days of one account, the later first, settles both in their order', async () => {
    const world = settlementDesk();
    const day1 = { id: 'A', on: '2025-05-06', lines: [{ cents: 5, side: 'credit' }] } as const;
    const day2 = { id: 'B', on: '2025-05-07', openingCents: 5, lines: [{ cents: 6, side: 'credit' }] } as const;

    expect(await world.drop(day2, day1)).toMatchObject({ counts: { created: 2 } });
    expect(await world.own()).toBe(cents(11));
  });

  it('with two statements of one day, only the first numbered, settles both in their order', async () => {
    const world = settlementDesk();
    const first = { id: 'A', sequence: 12, lines: [{ cents: 5, side: 'credit' }] } as const;
    const second = { id: 'B', openingCents: 5, lines: [{ cents: 6, side: 'credit' }] } as const;

    expect(await world.drop(first, second)).toMatchObject({ counts: { created: 2 } });
    expect(await world.own()).toBe(cents(11));
  });

  it('with two numbered statements of one day, the later first, settles both in their order', async () => {
    const world = settlementDesk();
    const first = { id: 'A', sequence: 12, lines: [{ cents: 5, side: 'credit' }] } as const;
    const second = { id: 'B', sequence: 13, openingCents: 5, lines: [{ cents: 6, side: 'credit' }] } as const;

    expect(await world.drop(second, first)).toMatchObject({ counts: { created: 2 } });
    expect(await world.own()).toBe(cents(11));
  });

  it.each([
    ['a missing weekday', { on: '2025-05-08', openingCents: 5 }, /no statement speaks of 2025-05-07/],
    ['a wrong opening', { on: '2025-05-07', openingCents: 7 }, /the difference is 0\.0200000000 EUR/],
    ['a missing number', { on: '2025-05-07', openingCents: 5, sequence: 12 }, /numbers 10 to 11 did not arrive/],
    ['an earlier day', { on: '2025-05-05', openingCents: 5 }, /before S1, which is settled up to 2025-05-06/],
  ])('after %s is refused', async (_, next, message) => {
    const world = settlementDesk();
    await world.drop({ on: '2025-05-06', sequence: 9, lines: [{ cents: 5, side: 'credit' }] });
    const outcome = await world.drop({ id: 'S9', ...next, lines: [] });

    expect(outcome).toMatchObject({ kind: 'refused', errors: [{ message: expect.stringMatching(message) }] });
  });

  it('after a weekend, or with the bank’s next number after a holiday, follows', async () => {
    const world = settlementDesk();
    await world.drop({ on: '2025-05-02', sequence: 1, lines: [] });

    expect(await world.drop({ id: 'S2', on: '2025-05-05', sequence: 2, lines: [] })).toMatchObject({
      kind: 'imported',
    });
    expect(await world.drop({ id: 'S3', on: '2025-05-12', sequence: 3, lines: [] })).toMatchObject({
      kind: 'imported',
    });
  });

  it('of an account with an opening balance keeps it in suspense, and the difference is zero', async () => {
    const world = settlementDesk();
    await world.drop({ openingCents: 100_000, lines: [{ cents: 1, side: 'credit' }] });
    const [statement] = world.register.statements.values();

    expect(statement?.check).toMatchObject({ closing: cents(100_001), ledger: cents(100_001), difference: 0n });
    expect(await world.posted(`suspense:bank-opening:${OWN_ACCOUNT}:EUR`)).toBe(cents(100_000));
  });
});

describe('what a reader refuses', () => {
  it('is an error with its line, and changes nothing', async () => {
    const world = settlementDesk();
    const outcome = await world.dropText(renderCamt([{ lines: [{ cents: 1, side: 'credit' }] }]).slice(0, -40));

    expect(outcome).toMatchObject({ kind: 'refused', errors: [{ code: 'invalid_xml', line: expect.any(Number) }] });
    expect(world.register.statements.size).toBe(0);
  });
});
