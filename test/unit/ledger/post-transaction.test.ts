import { describe, expect, it } from 'vitest';
import { multiplyHalfEven } from '#kernel/money/rounding';
import { formatUnits } from '#kernel/money/units';
import { faultsOf } from '#test/support/ledger/audit';
import { aDraft, aLedger, anAccount, aPosting } from '#test/support/ledger/builders';
import { InMemoryLedgerStore } from '#test/support/ledger/in-memory-ledger-store';
import { aDecimal, units } from '#test/support/money';

const H1 = 'payable:holder:H1:USD';
const start = () => {
  const store = new InMemoryLedgerStore();
  const made = aLedger(store);
  const posted = async (account: string) => formatUnits((await made.ledger.balance(anAccount(account))).posted);
  return { store, posted, ...made };
};

describe('posting', () => {
  it('moves money from one side to the other and leaves one entry per account', async () => {
    const { ledger, posted, store } = start();

    const outcome = await ledger.post(aDraft('t1', [aPosting('bank:USD', H1, '10'), aPosting('bank:USD', H1, '2.5')]));

    expect(outcome.kind).toBe('posted');
    expect(await posted(H1)).toBe('12.5000000000');
    expect(await posted('bank:USD')).toBe('12.5000000000');
    expect(await faultsOf(store)).toEqual([]);
  });

  it('answers the first result when the same content comes again, whoever sends it (R28)', async () => {
    const { ledger, posted, clock } = start();
    const first = await ledger.post(aDraft('t1', [aPosting('bank:USD', H1, '10')]));
    clock.advance(1000);

    const again = await ledger.post(
      aDraft('t1', [aPosting('bank:USD', H1, '4'), aPosting('bank:USD', H1, '6')], {
        actor: { subject: 'somebody else' },
        correlationId: 'c-2',
      }),
    );

    expect(again).toEqual({ ...first, kind: 'already-posted' });
    expect(await posted(H1)).toBe('10.0000000000');
  });

  it('calls other content under a known id a conflict and names the difference (R28)', async () => {
    const { ledger, posted } = start();
    await ledger.post(aDraft('t1', [aPosting('bank:USD', H1, '10')]));

    const outcome = await ledger.post(aDraft('t1', [aPosting('bank:USD', H1, '10')], { note: 'other' }));

    expect(outcome).toMatchObject({ kind: 'conflict', difference: 'note is undefined in the ledger, "other" now' });
    expect(await posted(H1)).toBe('10.0000000000');
  });

  it.each([
    [
      'two currencies',
      [aPosting('bank:USD', H1, '1'), { ...aPosting('bank:USD', H1, '1'), credit: anAccount('payable:holder:H1:EUR') }],
      'one currency each',
    ],
    ['nothing', [], 'records nothing'],
    ['zero', [{ ...aPosting('bank:USD', H1, '1'), units: 0n }], 'more than zero'],
    ['a negative amount', [{ ...aPosting('bank:USD', H1, '1'), units: -1n }], 'more than zero'],
    ['an account and itself', [{ ...aPosting('bank:USD', H1, '1'), debit: anAccount(H1) }], 'to itself'],
  ])('asserts against a posting of %s (R26)', async (_, postings, message) => {
    const { ledger } = start();

    await expect(ledger.post(aDraft('t1', postings))).rejects.toThrow(message);
  });

  it('refuses an account that the chart does not know', () => {
    for (const path of [
      'cash:USD',
      'payable:holder:H1',
      'payable:H1:USD',
      'bank:usd',
      'payable:holder:a b:USD',
      'bank:USD#01',
      '',
    ]) {
      expect(() => anAccount(path)).toThrow('chart of accounts');
    }
  });

  it('E16: 100.00 is 10.00 for the platform, 3.20 of fees and 86.80 for the merchant', async () => {
    const { ledger, posted, store } = start();
    await ledger.post(
      aDraft('sale', [
        aPosting('bank:USD', H1, '86.80'),
        aPosting('bank:USD', 'commission:USD', '10'),
        aPosting('bank:USD', 'fees:USD', '3.20'),
      ]),
    );

    expect(await posted('bank:USD')).toBe('100.0000000000');
    expect(await posted(H1)).toBe('86.8000000000');
    expect(await faultsOf(store)).toEqual([]);
  });

  it('E8, E9: an exchange is four entries through fx accounts and each currency sums to zero (R26)', async () => {
    const { ledger, posted, store } = start();
    const rupees = multiplyHalfEven(units('100'), aDecimal('82.42135'));
    await ledger.post(aDraft('in', [aPosting('bank:USD', 'payable:holder:A:USD', '100')]));
    const exchange = (id: string, from: string, to: string, give: string, get: string) =>
      ledger.post(
        aDraft(id, [aPosting(from, `fx:${from.slice(-3)}`, give), aPosting(`fx:${to.slice(-3)}`, to, get)], {
          kind: 'exchange',
        }),
      );

    await exchange('e8', 'payable:holder:A:USD', 'payable:holder:A:INR', '100', formatUnits(rupees));
    for (const id of ['e9a', 'e9b']) await exchange(id, 'suspense:user2:USD', 'suspense:user2:EUR', '10', '9.26');

    expect(await posted('payable:holder:A:INR')).toBe('8242.1350000000');
    expect([await posted('suspense:user2:USD'), await posted('suspense:user2:EUR')]).toEqual([
      '-20.0000000000',
      '18.5200000000',
    ]);
    expect([await posted('fx:USD'), await posted('fx:EUR')]).toEqual(['120.0000000000', '-18.5200000000']);
    expect(await faultsOf(store)).toEqual([]);
  });

  it('reads anew only the heads that rivals overtook, and takes no stale one for the truth', async () => {
    const { ledger, store, posted } = start();
    const rival = (id: string, account: string) => ledger.post(aDraft(id, [aPosting('suspense:r:USD', account, '1')]));
    const others = ['payable:holder:H2:USD', 'payable:holder:H3:USD'];
    for (const [index, account] of [H1, ...others].entries()) await rival(`first-${index}`, account);
    const asked: (readonly string[])[] = [];
    const newestEntries = store.newestEntries.bind(store);
    store.newestEntries = async (shards) => {
      const heads = await newestEntries(shards);
      asked.push(shards);
      // After the first reading a rival overtakes H1; after the second another, who came before that, overtakes H2.
      if (asked.length === 1) await rival('second', H1);
      if (asked.length === 3) await rival('third', 'payable:holder:H2:USD');
      return heads;
    };

    const parts = [H1, ...others].map((account) => aPosting('suspense:x:USD', account, '10'));
    const outcome = await ledger.post(aDraft('t1', parts));

    expect(outcome.kind).toBe('posted');
    const ours = asked.filter((shards) => !shards.includes('suspense:r:USD'));
    expect(ours).toEqual([[H1, ...others, 'suspense:x:USD'], [H1], ['payable:holder:H2:USD']]);
    expect([await posted(H1), await posted('payable:holder:H2:USD')]).toEqual(['12.0000000000', '12.0000000000']);
    expect(await faultsOf(store)).toEqual([]);
  });

  it('refuses what a rival has taken meanwhile, though every other head was kept', async () => {
    const { ledger, store } = start();
    await ledger.post(
      aDraft('in', [aPosting('bank:USD', H1, '5'), aPosting('bank:USD', 'payable:holder:H2:USD', '5')]),
    );
    const newestEntries = store.newestEntries.bind(store);
    let isFirst = true;
    store.newestEntries = async (shards) => {
      const heads = await newestEntries(shards);
      const isOurs = isFirst;
      isFirst = false;
      if (isOurs) await ledger.post(aDraft('rival', [aPosting(H1, 'suspense:r:USD', '1')]));
      return heads;
    };

    const payout = [aPosting(H1, 'suspense:x:USD', '5'), aPosting('payable:holder:H2:USD', 'suspense:x:USD', '5')];
    const outcome = await ledger.post(aDraft('out', payout));

    expect(outcome).toMatchObject({ kind: 'bound-exceeded', account: H1, available: units('4'), needed: units('5') });
    expect(await faultsOf(store)).toEqual([]);
  });

  it('says how many accounts fit when there are too many for one write', async () => {
    const { ledger } = start();
    const many = Array.from({ length: 48 }, (_, index) => aPosting('bank:USD', `payable:holder:H${index}:USD`, '1'));

    await expect(ledger.post(aDraft('t1', many))).rejects.toThrow('touches 49 accounts; post it in chunks');
    expect((await ledger.post(aDraft('t2', many.slice(1)))).kind).toBe('posted');
  });

  it('never records an entry before the one that it follows, whatever the clock says (R31)', async () => {
    const { ledger, clock, store } = start();
    clock.advance(10_000);
    await ledger.post(aDraft('t1', [aPosting('suspense:x:USD', H1, '1')]));
    clock.advance(-5_000);
    await ledger.post(aDraft('t2', [aPosting('suspense:x:USD', H1, '1')]));

    expect(await faultsOf(store)).toEqual([]);
  });
});

describe('bounds', () => {
  it('lets a bounded account fall to exactly zero, and not one unit below', async () => {
    const { ledger } = start();
    await ledger.post(aDraft('in', [aPosting('bank:USD', H1, '10')]));

    const tooMuch = await ledger.post(aDraft('p1', [aPosting(H1, 'bank:USD', '10.0000000001')], { kind: 'payout' }));
    const all = await ledger.post(aDraft('p2', [aPosting(H1, 'bank:USD', '10')], { kind: 'payout' }));

    expect(tooMuch).toEqual({
      kind: 'bound-exceeded',
      account: H1,
      available: units('10'),
      needed: units('10.0000000001'),
    });
    expect(all.kind).toBe('posted');
  });

  it('answers the first result of a payout whose money is gone because it was paid (R28)', async () => {
    const { ledger } = start();
    await ledger.post(aDraft('in', [aPosting('bank:USD', H1, '10')]));
    const payout = aDraft('p1', [aPosting(H1, 'bank:USD', '10')], { kind: 'payout' });
    await ledger.post(payout);

    expect((await ledger.post(payout)).kind).toBe('already-posted');
  });

  it('lets a refund take a holder below zero, since it has already happened (R24)', async () => {
    const { ledger, posted } = start();

    const outcome = await ledger.post(
      aDraft('d1', [aPosting(H1, 'clearing:report:r1:USD', '3')], { kind: 'distribution' }),
    );

    expect(outcome.kind).toBe('posted');
    expect(await posted(H1)).toBe('-3.0000000000');
  });
});

describe('corrections (R27)', () => {
  it('mirror the original, and each names the other', async () => {
    const { ledger, posted, clock, store } = start();
    await ledger.post(aDraft('t1', [aPosting('bank:USD', H1, '10')]));
    clock.advance(1000);
    const request = {
      id: 't1',
      effectiveAt: clock.now(),
      correlationId: 'c',
      actor: { subject: 'ana' },
      note: 'wrong holder',
    };

    const reversal = await ledger.reverse(request);
    clock.advance(1000);
    const again = await ledger.reverse({ ...request, effectiveAt: clock.now(), note: 'twice' });

    expect(reversal).toMatchObject({
      kind: 'posted',
      transaction: { id: 't1~reversal', reversalOf: 't1', kind: 'reversal' },
    });
    expect(again).toEqual({ ...reversal, kind: 'already-posted' });
    expect((await ledger.transaction('t1'))?.states).toMatchObject([
      { state: 'posted' },
      { state: 'reversed', by: 't1~reversal' },
    ]);
    expect([await posted(H1), await posted('bank:USD')]).toEqual(['0.0000000000', '0.0000000000']);
    expect(await faultsOf(store)).toEqual([]);
  });

  it('a new version names the old one, which must be reversed first', async () => {
    const { ledger } = start();
    await ledger.post(aDraft('v1', [aPosting('bank:USD', H1, '10')]));
    const second = aDraft('v2', [aPosting('bank:USD', H1, '11')], { supersedes: 'v1' });

    expect(await ledger.post(second)).toEqual({
      kind: 'refused',
      reason: 'v1 is posted; only a reversed transaction can be superseded',
    });
    const { effectiveAt, correlationId, actor } = second;
    await ledger.reverse({ id: 'v1', effectiveAt, correlationId, actor, note: 'a' });
    expect((await ledger.post(second)).kind).toBe('posted');
    expect((await ledger.post(second)).kind).toBe('already-posted');
    expect((await ledger.transaction('v1'))?.states.at(-1)).toMatchObject({ state: 'superseded', by: 'v2' });
  });

  it('refuse what was never posted, and the reversal of a reversal', async () => {
    const { ledger } = start();
    await ledger.post(aDraft('t1', [aPosting('bank:USD', H1, '10')]));
    const { effectiveAt, correlationId, actor } = aDraft('t1', []);
    const reverse = (id: string) => ledger.reverse({ id, effectiveAt, correlationId, actor, note: 'n' });

    expect(await reverse('t2')).toEqual({ kind: 'refused', reason: 't2 was never posted; nothing to reverse' });
    await reverse('t1');
    expect(await reverse('t1~reversal')).toMatchObject({ kind: 'refused' });
  });
});
