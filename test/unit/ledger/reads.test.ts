import { describe, expect, it } from 'vitest';
import { instantOf } from '#kernel/time/clock';
import { payableUnits } from '#ledger/payable';
import { shardsOf } from '#ledger/shard';
import { approveTransaction } from '#ledger/steps/approve-transaction';
import { listEntries } from '#ledger/steps/list-entries';
import { prepareReversal, prepareTransaction } from '#ledger/steps/prepare-transaction';
import { readHolderBalances } from '#ledger/steps/read-holder-balances';
import { readRollUp } from '#ledger/steps/read-roll-up';
import { readTrialBalance } from '#ledger/steps/read-trial-balance';
import { aDraft, aLedger, anAccount, aPosting, MAY_1 } from '#test/support/ledger/builders';
import { InMemoryLedgerStore } from '#test/support/ledger/in-memory-ledger-store';
import { currency, units } from '#test/support/money';

const USD = 'payable:holder:H1:USD';
const EUR = 'payable:holder:H1:EUR';
const start = () => {
  const store = new InMemoryLedgerStore();
  return { store, ...aLedger(store) };
};

describe('payable (R32)', () => {
  const payable = (available: string, payoutThreshold: string, code = 'USD') =>
    payableUnits({
      available: units(available),
      currency: currency(code),
      terms: { currency: 'USD', payoutThreshold },
    });

  it('is available floored to minor units once that reaches the threshold', () => {
    expect(payable('50.0099999999', '50')).toBe(units('50'));
    expect(payable('50.019', '50')).toBe(units('50.01'));
    expect(payable('49.9999999999', '50')).toBe(0n);
    expect(payable('50.0099999999', '50.01')).toBe(0n);
  });

  it('is zero below zero, without terms, and in a currency that is exchanged first', () => {
    expect(payable('-5', '0')).toBe(0n);
    expect(payable('5', '0', 'EUR')).toBe(0n);
    expect(payableUnits({ available: 5n, currency: currency('USD'), terms: undefined })).toBe(0n);
  });
});

describe('a holder’s balances', () => {
  it('are one per currency, with what is payable in the payout currency', async () => {
    const { ledger, access } = start();
    await ledger.post(aDraft('a', [aPosting('bank:USD', USD, '12.345')]));
    await ledger.post(aDraft('b', [aPosting('bank:EUR', EUR, '7')]));
    const source = { termsOf: async () => ({ currency: 'USD', payoutThreshold: '10' }) };

    const found = await readHolderBalances(access, source, { holderId: 'H1' });

    expect(found?.balances).toMatchObject([
      { currency: 'EUR', posted: units('7'), available: units('7'), payable: 0n },
      { currency: 'USD', posted: units('12.345'), available: units('12.345'), payable: units('12.34') },
    ]);
  });

  it('are empty for a holder without money, and unknown for nobody', async () => {
    const { access } = start();
    const read = (terms: { currency: string; payoutThreshold: string } | undefined) =>
      readHolderBalances(access, { termsOf: async () => terms }, { holderId: 'H9' });

    expect((await read({ currency: 'USD', payoutThreshold: '0' }))?.balances).toEqual([]);
    expect(await read(undefined)).toBeUndefined();
  });
});

describe('roll-ups', () => {
  it('add up accounts under a prefix per currency and side, shards included', async () => {
    const { ledger, access } = start();
    for (const id of ['a', 'b', 'c', 'd']) await ledger.post(aDraft(id, [aPosting('bank:USD', 'commission:USD', '1')]));
    await ledger.post(
      aDraft('e', [aPosting('bank:USD', USD, '5'), aPosting('bank:USD', 'payable:holder:H2:USD', '6')]),
    );

    expect((await readRollUp(access, 'commission'))?.totals).toMatchObject([{ posted: units('4') }]);
    expect((await readRollUp(access, 'bank:USD'))?.totals).toMatchObject([
      { normalSide: 'debit', posted: units('15') },
    ]);
    const payable = await readRollUp(access, 'payable:holder');
    expect(payable?.totals).toMatchObject([{ currency: 'USD', normalSide: 'credit', posted: units('11') }]);
    expect(payable?.accounts).toHaveLength(2);
    expect(await readRollUp(access, 'payable:hold')).toBeUndefined();
    expect(await readRollUp(access, 'fx:USD')).toBeUndefined();
  });
});

describe('entries by cursor', () => {
  it('come newest first across accounts, each once, while new ones arrive', async () => {
    const { ledger, access, clock, store } = start();
    for (let index = 0; index < 23; index += 1) {
      const [bank, to] = index % 3 === 0 ? ['bank:EUR', EUR] : ['bank:USD', USD];
      await ledger.post(aDraft(`t${index}`, [aPosting(String(bank), String(to), '1')]));
      if (index % 2 === 0) clock.advance(1000);
    }
    const shards = [anAccount(USD), anAccount(EUR)].flatMap(shardsOf);
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await listEntries(access.store, { shards, limit: 5, after });
      seen.push(...page.entries.map(({ transactionId }) => transactionId));
      after = page.position;
      await ledger.post(aDraft(`late${seen.length}`, [aPosting('bank:USD', USD, '1')]));
    } while (after !== undefined);

    expect(seen).toHaveLength(23);
    expect(new Set(seen)).toEqual(new Set(Array.from({ length: 23 }, (_, index) => `t${index}`)));
    const recorded = await Promise.all(seen.map(async (id) => (await store.transaction(id))?.recordedAt ?? ''));
    expect(recorded).toEqual(recorded.toSorted().reverse());
  });

  it('hold to the two clocks that were asked (R31)', async () => {
    const { ledger, access, clock } = start();
    await ledger.post(aDraft('old', [aPosting('bank:USD', USD, '1')], { effectiveAt: instantOf(0) }));
    clock.advance(1000);
    await ledger.post(aDraft('new', [aPosting('bank:USD', USD, '1')]));
    const ids = async (query: object) =>
      (await listEntries(access.store, { shards: shardsOf(anAccount(USD)), limit: 1, ...query })).entries.map(
        ({ transactionId }) => transactionId,
      );

    expect(await ids({})).toEqual(['new']);
    expect(await ids({ asOf: instantOf(1) })).toEqual(['old']);
    expect(await ids({ knownAt: MAY_1 })).toEqual(['old']);
  });
});

describe('the trial balance', () => {
  it('has equal debits and credits in every currency', async () => {
    const { ledger, access } = start();
    await ledger.post(aDraft('a', [aPosting('bank:USD', USD, '10'), aPosting('bank:USD', 'commission:USD', '1')]));
    await ledger.post(aDraft('b', [aPosting('bank:EUR', EUR, '3')]));
    await ledger.post(aDraft('c', [aPosting(EUR, 'clearing:report:r:EUR', '4')], { kind: 'distribution' }));

    const { currencies, accounts } = await readTrialBalance(access);

    expect(currencies).toEqual([
      { currency: 'EUR', debits: units('4'), credits: units('4'), difference: 0n },
      { currency: 'USD', debits: units('11'), credits: units('11'), difference: 0n },
    ]);
    expect(accounts.map(({ account }) => account)).toEqual([
      'bank:EUR',
      'bank:USD',
      'clearing:report:r:EUR',
      'commission:USD',
      EUR,
      USD,
    ]);
  });

  it('reads again when a transaction fell between two of its reads', async () => {
    const { ledger, access, store } = start();
    await ledger.post(aDraft('a', [aPosting('suspense:x:USD', USD, '10')]));
    let reads = 0;
    const newestEntries: typeof store.newestEntries = async (shards) => {
      reads += 1;
      if (reads === 2) await ledger.post(aDraft('b', [aPosting('suspense:x:USD', USD, '1')]));
      return store.newestEntries(shards);
    };
    const torn = Object.assign(Object.create(store), {
      newestEntries,
      shardsUnder: (prefix: string) => store.shardsUnder(prefix),
    });

    const { currencies } = await readTrialBalance({ ...access, store: torn });

    expect(currencies).toMatchObject([{ debits: units('11'), difference: 0n }]);
  });
});

describe('two people', () => {
  const prepared = aDraft('m1', [aPosting('suspense:x:USD', USD, '5')], { kind: 'manual', actor: { subject: 'ana' } });

  it('prepare moves nothing, approve posts once, and the same person may not do both', async () => {
    const { ledger, access } = start();
    expect(await prepareTransaction(access, prepared)).toMatchObject({
      kind: 'prepared',
      transaction: { states: [{ state: 'prepared' }] },
    });
    expect((await ledger.balance(anAccount(USD))).posted).toBe(0n);
    expect((await ledger.post(prepared)).kind).toBe('refused');

    expect(await approveTransaction(access, { id: 'm1', actor: { subject: 'ana' } })).toEqual({
      kind: 'same-person',
      subject: 'ana',
    });
    const outcome = await approveTransaction(access, { id: 'm1', actor: { subject: 'ben' } });
    const again = await approveTransaction(access, { id: 'm1', actor: { subject: 'ben' } });

    expect(outcome).toMatchObject({
      kind: 'posted',
      transaction: { states: [{ state: 'prepared' }, { state: 'posted', actor: { subject: 'ben' } }] },
    });
    expect(again).toEqual({ ...outcome, kind: 'already-posted' });
    expect((await ledger.balance(anAccount(USD))).posted).toBe(units('5'));
  });

  it('approving what the platform posted, or what nobody prepared, is refused', async () => {
    const { ledger, access } = start();
    await ledger.post(aDraft('t1', [aPosting('bank:USD', USD, '1')]));

    expect(await approveTransaction(access, { id: 't1', actor: { subject: 'ben' } })).toMatchObject({
      kind: 'refused',
    });
    expect(await approveTransaction(access, { id: 't2', actor: { subject: 'ben' } })).toEqual({
      kind: 'unknown',
      id: 't2',
    });
  });

  it.each([
    ['report', 'supersedes this one (POST /v1/reports/{id}/supersede, R25)'],
    ['period', 'is posted into the next open period (R29)'],
    ['payout_run', 'that process alone takes it back'],
  ])(
    'take back nothing that a %s posted, in chunks or whole, since its clearing would not stay at zero (R30)',
    async (type, way) => {
      const { ledger, access } = start();
      const source = { type, id: 'p1' };
      const parts = Array.from({ length: 60 }, (_, index) =>
        aPosting('clearing:report:r:USD', `payable:holder:H${index}:USD`, '1'),
      );
      await ledger.post(aDraft('in', [aPosting('bank:USD', 'clearing:report:r:USD', '60')], { source }));
      await ledger.postInChunks(aDraft('r', parts, { kind: 'distribution', source }));
      const by = { effectiveAt: MAY_1, correlationId: 'c', actor: { subject: 'ana' }, note: 'wrong sheet' };

      const outcomes = [
        await prepareReversal(access, { id: 'in', ...by }),
        await prepareReversal(access, { id: 'r', ...by }),
        await prepareReversal(access, { id: 'r~00001', ...by }),
        await prepareTransaction(access, { ...prepared, supersedes: 'in' }),
      ];

      for (const outcome of outcomes) {
        expect(outcome).toMatchObject({ kind: 'refused', reason: expect.stringContaining(`was posted by ${type} p1`) });
        expect(outcome).toMatchObject({ reason: expect.stringContaining(way) });
      }
      expect((await ledger.balance(anAccount('clearing:report:r:USD'))).posted).toBe(0n);
      expect(await ledger.transaction('r~reversal')).toBeUndefined();
    },
  );

  it('an approval that the balance no longer covers posts nothing', async () => {
    const { access, ledger } = start();
    await prepareTransaction(access, { ...prepared, postings: [aPosting(USD, 'suspense:x:USD', '5')] });

    expect(await approveTransaction(access, { id: 'm1', actor: { subject: 'ben' } })).toMatchObject({
      kind: 'bound-exceeded',
    });
    expect((await ledger.transaction('m1'))?.states).toHaveLength(1);
  });
});
