import { describe, expect, it } from 'vitest';
import { resolveRate } from '#exchange/resolve-rate';
import { formatUnits } from '#kernel/money/units';
import { type ConvertRequest, STRICT_RATES } from '#ledger/exchange-ports';
import { createExchange } from '#ledger/steps/convert';
import { realiseAllGains } from '#ledger/steps/realise-gains';
import { aCurrency, aRate, memoryRateBook } from '#test/support/exchange/rate-memory';
import { faultsOf } from '#test/support/ledger/audit';
import { aClock, aDraft, aLedger, anAccount, aPosting } from '#test/support/ledger/builders';
import { CrashingStore } from '#test/support/ledger/crashing-store';
import { InMemoryLedgerStore } from '#test/support/ledger/in-memory-ledger-store';
import { units } from '#test/support/money';

const DAY = '2025-05-01';
const [USD, EUR] = [aCurrency('USD'), aCurrency('EUR')];

async function start() {
  const store = new InMemoryLedgerStore();
  const { ledger, access, clock } = aLedger(store);
  const book = memoryRateBook();
  await book.add([aRate('USD/INR', DAY, '82.42135'), aRate('USD/EUR', DAY, '0.926'), aRate('EUR/USD', DAY, '1.08')]);
  const rates = { rateFor: (question: Parameters<typeof resolveRate>[1]) => resolveRate(book, question) };
  const exchange = createExchange({ access, rates, functional: USD });
  for (const currency of ['USD', 'EUR', 'INR'])
    await ledger.post(
      aDraft(`in-${currency}`, [aPosting(`bank:${currency}`, `payable:holder:H1:${currency}`, '1000')]),
    );
  const at = async (path: string) => formatUnits((await ledger.balance(anAccount(path))).posted).replace(/\.?0+$/, '');
  const convert = (id: string, from: string, to: string, amount: string, rest: Partial<ConvertRequest> = {}) => {
    const { postings: _postings, kind: _kind, ...draft } = aDraft(id, []);
    const legs = [{ from: anAccount(from), to: anAccount(to), units: units(amount) }];
    return exchange.convert({ ...draft, legs, date: DAY, policy: STRICT_RATES, ...rest });
  };
  return { store, ledger, access, clock, book, exchange, at, convert, realise: () => realiseAllGains(access, USD) };
}

describe('an exchange (R26)', () => {
  it('E8: 100.00 USD at 82.42135 are 8242.135 INR at ledger scale, in four entries through the fx accounts', async () => {
    const { convert, at, store, ledger } = await start();

    const outcome = await convert('x1', 'payable:holder:H1:USD', 'payable:holder:A2:INR', '100.00');

    expect(outcome).toMatchObject({ kind: 'posted', transaction: { kind: 'exchange' } });
    expect(await Promise.all(['payable:holder:A2:INR', 'fx:USD', 'fx:INR', 'payable:holder:H1:USD'].map(at))).toEqual([
      '8242.135',
      '100',
      '-8242.135',
      '900',
    ]);
    expect((await ledger.transaction('x1'))?.exchange).toEqual({
      from: 'USD',
      to: 'INR',
      rate: '82.42135',
      rateDate: DAY,
      rateSource: 'USD/INR of 2025-05-01, version 1, d_1',
    });
    expect(await faultsOf(store)).toEqual([]);
  });

  it('E9: twice 10.00 USD at 0.926 are 18.52 EUR, and each currency sums to zero', async () => {
    const { convert, at, store } = await start();
    for (const id of ['x1', 'x2']) await convert(id, 'payable:holder:H1:USD', 'payable:holder:U2:EUR', '10.00');

    expect(await Promise.all(['payable:holder:H1:USD', 'payable:holder:U2:EUR', 'fx:USD', 'fx:EUR'].map(at))).toEqual([
      '980',
      '18.52',
      '20',
      '-18.52',
    ]);
    expect(await faultsOf(store)).toEqual([]);
  });

  it('keeps the first rate for ever: a correction of the book changes no exchange, nor does asking again', async () => {
    const { convert, at, book } = await start();
    const ask = () => convert('x1', 'payable:holder:H1:USD', 'payable:holder:H1:EUR', '10');
    await ask();
    await book.add([aRate('USD/EUR', DAY, '0.5', 2)]);

    const again = await ask();
    const other = await convert('x1', 'payable:holder:H1:USD', 'payable:holder:H1:EUR', '11');

    expect([again.kind, other.kind]).toEqual(['already-posted', 'conflict']);
    expect(await at('fx:EUR')).toBe('-9.26');
  });

  it('takes money out of one bank account and into another, whose balances are debits', async () => {
    const { convert, at } = await start();

    expect((await convert('x1', 'bank:USD', 'bank:EUR', '10')).kind).toBe('posted');

    expect(await Promise.all(['bank:USD', 'bank:EUR', 'fx:USD', 'fx:EUR'].map(at))).toEqual([
      '990',
      '1009.26',
      '-10',
      '9.26',
    ]);
    await expect(convert('x2', 'payable:holder:H1:USD', 'bank:EUR', '10')).rejects.toThrow('different sides');
  });

  it('names the pair and the day of a rate that is missing, and moves nothing', async () => {
    const { convert, at } = await start();

    const outcome = await convert('x1', 'payable:holder:H1:USD', 'payable:holder:H1:GBP', '10', { date: '2025-05-02' });

    expect(outcome).toMatchObject({ kind: 'rate-missing', reason: expect.stringContaining('USD/GBP of 2025-05-02') });
    expect(await at('payable:holder:H1:USD')).toBe('1000');
  });

  it('never takes more than is available, and nothing for what is worth nothing', async () => {
    const { convert } = await start();

    expect(await convert('x1', 'payable:holder:H1:USD', 'payable:holder:H1:EUR', '1000.01')).toMatchObject({
      kind: 'bound-exceeded',
    });
    expect(await convert('x2', 'payable:holder:H1:INR', 'payable:holder:H1:USD', '1')).toMatchObject({
      kind: 'rate-missing',
    });
  });

  it('changes the balances of many holders in one write, each leg rounded by itself', async () => {
    const { exchange, at } = await start();
    const { postings: _postings, kind: _kind, ...draft } = aDraft('x1', []);
    const legs = ['0.0000000001', '0.0000000003'].map((amount, index) => ({
      from: anAccount('payable:holder:H1:USD'),
      to: anAccount(`payable:holder:B${index}:EUR`),
      units: units(amount),
    }));

    await exchange.convert({ ...draft, legs, date: DAY, policy: STRICT_RATES });

    expect([await at('payable:holder:B0:EUR'), await at('payable:holder:B1:EUR')]).toEqual([
      '0.0000000001',
      '0.0000000003',
    ]);
    expect(
      await exchange.quote({ base: USD, quote: EUR, date: DAY, policy: STRICT_RATES, units: units('10') }),
    ).toMatchObject({ kind: 'rate', units: units('9.26') });
  });
});

describe('realised gains (R26)', () => {
  it('close a part of the position at its average cost, on an account of their own', async () => {
    const { convert, at, ledger, realise, store } = await start();
    await convert('x1', 'payable:holder:H1:USD', 'payable:holder:H1:EUR', '100'); // owes 92.6 EUR for 100 USD
    expect(await realise()).toEqual({ gains: 0 });
    // The platform buys 46.3 EUR at its bank for 48 USD; they cost 50.
    await ledger.post(aDraft('deal', [aPosting('fx:USD', 'bank:USD', '48'), aPosting('bank:EUR', 'fx:EUR', '46.3')]));

    expect(await realise()).toEqual({ gains: 1 });
    expect(await realise()).toEqual({ gains: 0 });

    expect(await at('gains:exchange:EUR:USD')).toBe('2');
    expect([await at('fx:USD'), await at('fx:EUR')]).toEqual(['50', '-46.3']);
    expect(await ledger.transaction('deal~gain-EUR')).toMatchObject({
      realised: { currency: 'EUR', through: 2, position: units('-46.3'), cost: units('50') },
      source: { type: 'exchange', id: 'deal' },
    });
    expect(await faultsOf(store)).toEqual([]);
  });

  it('leave nothing on the fx accounts once every position is closed, with a loss as with a gain', async () => {
    const { convert, at, ledger, realise } = await start();
    await convert('x1', 'payable:holder:H1:USD', 'payable:holder:H1:EUR', '100');
    await ledger.post(aDraft('d1', [aPosting('fx:USD', 'bank:USD', '70'), aPosting('bank:EUR', 'fx:EUR', '46.3')]));
    await ledger.post(aDraft('d2', [aPosting('fx:USD', 'bank:USD', '45'), aPosting('bank:EUR', 'fx:EUR', '46.3')]));

    expect(await realise()).toEqual({ gains: 2 });

    expect([await at('fx:USD'), await at('fx:EUR'), await at('gains:exchange:EUR:USD')]).toEqual(['0', '0', '-15']);
  });

  it('count a cross exchange at its worth in the functional currency, and a reversal back', async () => {
    const { convert, at, ledger, realise, book } = await start();
    await book.add([aRate('EUR/INR', DAY, '90')]);
    await convert('x1', 'payable:holder:H1:EUR', 'payable:holder:H1:INR', '10'); // worth 10.8 USD

    const { effectiveAt, correlationId, actor } = aDraft('x1', []);
    await ledger.reverse({ id: 'x1', effectiveAt, correlationId, actor, note: 'wrong holder' });

    expect(await realise()).toEqual({ gains: 0 });
    expect([await at('fx:EUR'), await at('fx:INR')]).toEqual(['0', '0']);
  });

  it('are posted once each, though the process dies before or after any write', async () => {
    for (const [write, after] of [
      [0, false],
      [0, true],
      [1, false],
      [1, true],
    ] as const) {
      const { convert, at, ledger, realise, store } = await start();
      await convert('x1', 'payable:holder:H1:USD', 'payable:holder:H1:EUR', '100');
      for (const id of ['d1', 'd2'])
        await ledger.post(aDraft(id, [aPosting('fx:USD', 'bank:USD', '45'), aPosting('bank:EUR', 'fx:EUR', '46.3')]));
      const dying = aLedger(new CrashingStore(store, { write, after }), aClock());
      await expect(realiseAllGains(dying.access, USD)).rejects.toThrow('died');

      await Promise.all([realise(), realise()]);

      expect([await at('fx:USD'), await at('gains:exchange:EUR:USD')]).toEqual(['0', '10']);
      expect(await faultsOf(store)).toEqual([]);
    }
  });
});
