import { describe, expect, it } from 'vitest';
import type { TransactionDraft } from '#ledger/journal-transaction';
import { prepareTransaction } from '#ledger/steps/prepare-transaction';
import { readTrialBalance } from '#ledger/steps/read-trial-balance';
import type { LedgerStore } from '#ledger/store';
import { faultsOf, historyOf } from '#test/support/ledger/audit';
import { aClock, aDraft, aLedger, anAccount, aPosting, MAY_1 } from '#test/support/ledger/builders';
import { CrashingStore } from '#test/support/ledger/crashing-store';
import { InMemoryLedgerStore } from '#test/support/ledger/in-memory-ledger-store';
import { units } from '#test/support/money';

const CLEARING = 'clearing:report:r1:USD';
const H0 = anAccount('payable:holder:H0:USD');
const remittance = aDraft('r1-in', [aPosting('bank:USD', CLEARING, '100')]);

/** A report that gives 100 holders 1 each, in three chunks. */
const distribution: TransactionDraft = aDraft(
  'r1',
  Array.from({ length: 100 }, (_, index) => aPosting(CLEARING, `payable:holder:H${index}:USD`, '1')),
  { kind: 'distribution' },
);

/** The store as a writer sees it who is interrupted by a rival right after it looked for `id` and found nothing. */
function interruptedAt(inner: LedgerStore, id: string, rival: () => Promise<unknown>, looks = 1): LedgerStore {
  const store: LedgerStore = new CrashingStore(inner, { write: Number.POSITIVE_INFINITY, after: false });
  let left = looks;
  store.transaction = async (asked) => {
    const found = await inner.transaction(asked);
    if (asked === id && found === undefined) {
      left -= 1;
      if (left === 0) await rival();
    }
    return found;
  };
  return store;
}

const reversal = { id: 'r1', effectiveAt: MAY_1, correlationId: 'c', actor: { subject: 'platform' }, note: 'wrong' };

describe('two who post the same parent (R28, R30)', () => {
  it('both end with it posted, though the second looked before the first began and decides after it ended', async () => {
    const store = new InMemoryLedgerStore();
    const first = aLedger(store).ledger;
    await first.post(remittance);
    const second = aLedger(interruptedAt(store, 'r1', () => first.postInChunks(distribution))).ledger;

    expect((await second.postInChunks(distribution)).kind).toBe('already-posted');
    expect((await first.balance(H0)).available).toBe(units('1'));
    expect(await faultsOf(store)).toEqual([]);
  });

  it('both end with it reversed likewise', async () => {
    const store = new InMemoryLedgerStore();
    const first = aLedger(store).ledger;
    await first.post(remittance);
    await first.postInChunks(distribution);
    const rival = () => first.reverse(reversal);
    const second = aLedger(interruptedAt(store, 'r1~reversal', rival, 2)).ledger;

    expect((await second.reverse(reversal)).kind).toBe('already-posted');
    expect((await first.balance(H0)).posted).toBe(0n);
    expect(await faultsOf(store)).toEqual([]);
  });
});

describe('the recorded time of a completion (R31)', () => {
  it('is not before that of the chunks which it completes, though a rival with a fast clock wrote in between', async () => {
    const store = new InMemoryLedgerStore();
    const slow = aLedger(store, aClock(MAY_1));
    const fastClock = aClock(MAY_1);
    fastClock.advance(60_000);
    await aLedger(store, fastClock).ledger.post(remittance);

    const outcome = await slow.ledger.postInChunks(distribution);

    const [entry] = await historyOf(store, H0 as never);
    expect(outcome).toMatchObject({ kind: 'posted', transaction: { states: [{}, { recordedAt: entry?.recordedAt }] } });
    expect(entry?.recordedAt).toBe(fastClock.now());
  });
});

describe('what would spoil an account for ever is refused', () => {
  it('a balance that no decimal of 28 digits holds, since nobody could read the account again', async () => {
    const store = new InMemoryLedgerStore();
    const { ledger } = aLedger(store);
    const huge = '9'.repeat(28);
    await ledger.post(aDraft('t1', [aPosting('suspense:x:USD', 'payable:holder:H0:USD', huge)]));

    const outcome = await ledger.post(aDraft('t2', [aPosting('suspense:x:USD', 'payable:holder:H0:USD', huge)]));

    expect(outcome).toMatchObject({ kind: 'refused', reason: expect.stringContaining('28 digits') });
    expect((await ledger.balance(H0)).posted).toBe(units(huge));
    expect(await faultsOf(store)).toEqual([]);
  });

  it('a text that is cut inside a character, since it would come back as another and break the hash', async () => {
    const { ledger } = aLedger(new InMemoryLedgerStore());
    const cut = aDraft('t1', [aPosting('suspense:x:USD', H0, '1')], { note: '🎵'.slice(0, 1) });

    await expect(ledger.post(cut)).rejects.toThrow('half a character');
    expect(await ledger.transaction('t1')).toBeUndefined();
  });
});

describe('a prepared transaction', () => {
  const prepared = aDraft('m1', [aPosting('suspense:x:USD', H0, '1')], { kind: 'manual' });

  it('is never confused with other content under the same id, however late that comes (R28)', async () => {
    const { access } = aLedger(new InMemoryLedgerStore());
    await prepareTransaction(access, prepared);
    const other = { ...prepared, postings: [aPosting('suspense:x:USD', H0, '2')] };

    expect((await prepareTransaction(access, prepared)).kind).toBe('prepared');
    expect(await prepareTransaction(access, other)).toMatchObject({ kind: 'conflict' });
    const later = { ...prepared, effectiveAt: aClock().now() };
    expect((await prepareTransaction(access, later, { isEffectiveNow: true })).kind).toBe('prepared');
  });
});

describe('the trial balance of a ledger that never holds still', () => {
  it('makes up no difference: it says that the ledger is busy', async () => {
    const store = new InMemoryLedgerStore();
    const { ledger } = aLedger(store);
    await ledger.post(remittance);
    const moving: LedgerStore = new CrashingStore(store, { write: Number.POSITIVE_INFINITY, after: false });
    let count = 0;
    moving.newestEntries = async (shards) => {
      if (!shards.includes(CLEARING as never)) return store.newestEntries(shards);
      count += 1;
      await ledger.post(aDraft(`t${count}`, [aPosting('suspense:x:USD', CLEARING, '1')]));
      return store.newestEntries(shards);
    };

    await expect(readTrialBalance(aLedger(moving).access)).rejects.toMatchObject({ name: 'LedgerBusy' });

    const { currencies } = await readTrialBalance(aLedger(store).access);
    expect(currencies).toMatchObject([{ currency: 'USD', difference: 0n }]);
  });
});
