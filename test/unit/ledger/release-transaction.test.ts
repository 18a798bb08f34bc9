import { describe, expect, it } from 'vitest';
import type { TransactionDraft } from '#ledger/journal-transaction';
import { faultsOf } from '#test/support/ledger/audit';
import { aClock, aDraft, aLedger, anAccount, aPosting, MAY_1 } from '#test/support/ledger/builders';
import { CrashingStore } from '#test/support/ledger/crashing-store';
import { InMemoryLedgerStore } from '#test/support/ledger/in-memory-ledger-store';
import { units } from '#test/support/money';

const CLEARING = 'clearing:pool:US_2025_04:USD';
const H1 = anAccount('payable:holder:H1:USD');
const BY = { actor: { subject: 'ann' }, reason: 'Approved d1' };
const UNTIL = { until: 'validated' } as const;

/** A pool that pays sixty holders one each, of which the first is looked at. */
function distribution(): TransactionDraft {
  const holders = Array.from({ length: 60 }, (_, index) => aPosting(CLEARING, `payable:holder:H${index}:USD`, '1'));
  return aDraft('d1', holders, { kind: 'distribution' });
}

async function aFundedLedger(store = new InMemoryLedgerStore()) {
  const { ledger, clock } = aLedger(store, aClock());
  await ledger.post(aDraft('f1', [aPosting('revenue:US:USD', CLEARING, '60')], { kind: 'distribution' }));
  const payout = (id: string) => ledger.post(aDraft(id, [aPosting(H1, 'bank:USD', '1')], { kind: 'payout' }));
  return { store, ledger, clock, payout };
}

describe('a posting until validated (R30, R33)', () => {
  it('stands whole and settles its clearing account, but is available to nobody', async () => {
    const { store, ledger, payout } = await aFundedLedger();

    const outcome = await ledger.postInChunks(distribution(), UNTIL);

    expect(outcome).toMatchObject({ kind: 'validated', transaction: { id: 'd1', chunkCount: 2 } });
    expect((await ledger.balance(anAccount(CLEARING))).posted).toBe(0n);
    expect(await ledger.balance(H1)).toMatchObject({ posted: units('1'), available: 0n, incomplete: units('1') });
    expect(await payout('p1')).toMatchObject({ kind: 'bound-exceeded', available: 0n });
    expect(await faultsOf(store)).toEqual([]);
  });

  it('is available once it is released, in the name of whoever approved it', async () => {
    const { ledger, payout } = await aFundedLedger();
    await ledger.postInChunks(distribution(), UNTIL);

    const outcome = await ledger.release('d1', BY);

    expect(outcome).toMatchObject({ kind: 'posted', transaction: { id: 'd1' } });
    expect(await ledger.balance(H1)).toMatchObject({ available: units('1'), incomplete: 0n });
    expect((await ledger.transaction('d1'))?.states).toMatchObject([
      { ordinal: 1, state: 'pending' },
      { ordinal: 2, state: 'validated' },
      { ordinal: 3, state: 'posted', ...BY },
    ]);
    expect((await payout('p1')).kind).toBe('posted');
  });

  it('answers the first result when it comes again, and never releases by that', async () => {
    const { ledger } = await aFundedLedger();
    await ledger.postInChunks(distribution(), UNTIL);

    expect((await ledger.postInChunks(distribution(), UNTIL)).kind).toBe('validated');
    expect(await ledger.postInChunks(distribution())).toEqual({
      kind: 'refused',
      reason: 'd1 is validated; it is released, not posted again',
    });
    expect((await ledger.balance(H1)).available).toBe(0n);

    await ledger.release('d1', BY);
    expect((await ledger.release('d1', { actor: { subject: 'bob' }, reason: 'again' })).kind).toBe('already-posted');
    expect((await ledger.postInChunks(distribution(), UNTIL)).kind).toBe('already-posted');
    expect((await ledger.transaction('d1'))?.states).toHaveLength(3);
  });

  it('is not reversed and not precluded before it is released, and not released after it was reversed', async () => {
    const { ledger } = await aFundedLedger();
    await ledger.postInChunks(distribution(), UNTIL);
    const reversal = { id: 'd1', effectiveAt: MAY_1, correlationId: 'c', actor: { subject: 'ann' }, note: 'wrong' };

    expect(await ledger.reverse(reversal)).toEqual({
      kind: 'refused',
      reason: 'd1 is validated; only a posted transaction can be reversed',
    });
    expect((await ledger.preclude(distribution(), BY)).kind).toBe('stands');

    await ledger.release('d1', BY);
    expect((await ledger.reverse(reversal)).kind).toBe('posted');
    expect(await ledger.release('d1', BY)).toEqual({
      kind: 'refused',
      reason: 'd1 is reversed; only a validated transaction can be released',
    });
    expect(await ledger.balance(H1)).toMatchObject({ posted: 0n, available: 0n });
  });

  it('is refused a release while a chunk is missing, when it was precluded, and when nobody posted it', async () => {
    const { store, ledger } = await aFundedLedger();
    const crashing = new CrashingStore(store, { write: 1, after: true });
    await expect(aLedger(crashing).ledger.postInChunks(distribution(), UNTIL)).rejects.toThrow('died');
    await ledger.preclude(aDraft('d2', distribution().postings, { kind: 'distribution' }), BY);

    const outcomes = await Promise.all(['d1', 'd2', 'd3'].map((id) => ledger.release(id, BY)));

    expect(outcomes).toEqual([
      { kind: 'refused', reason: 'd1 is pending; only a validated transaction can be released' },
      { kind: 'refused', reason: 'd2 is precluded; only a validated transaction can be released' },
      { kind: 'refused', reason: 'd3 was never posted; nothing to release' },
    ]);
    expect((await ledger.balance(H1)).available).toBe(0n);
  });

  it('goes on where a crash stopped it, before and after every write, and the release too', async () => {
    const writes = 1 + 2 + 1 + 1;
    for (let crash = 0; crash < 2 * writes; crash += 1) {
      const { store, ledger } = await aFundedLedger();
      const dying = new CrashingStore(store, { write: Math.floor(crash / 2), after: crash % 2 === 1 });
      const mortal = aLedger(dying).ledger;
      await expect(mortal.postInChunks(distribution(), UNTIL).then(() => mortal.release('d1', BY))).rejects.toThrow(
        'died',
      );
      const isReleased = crash === 2 * writes - 1;
      expect((await ledger.balance(H1)).available).toBe(isReleased ? units('1') : 0n);

      await ledger.postInChunks(distribution(), UNTIL);
      await ledger.release('d1', BY);

      expect(await ledger.balance(H1)).toMatchObject({ posted: units('1'), available: units('1') });
      expect((await ledger.transaction('d1'))?.states).toHaveLength(3);
      expect(await faultsOf(store)).toEqual([]);
    }
  });

  it('was not available to whoever asks what was known before the release (R31)', async () => {
    const { ledger, clock } = await aFundedLedger();
    await ledger.postInChunks(distribution(), UNTIL);
    const before = clock.now();
    clock.advance(60_000);
    await ledger.release('d1', BY);

    expect(await ledger.balance(H1, { knownAt: before })).toMatchObject({ posted: units('1'), available: 0n });
    expect((await ledger.balance(H1)).available).toBe(units('1'));
  });

  it('of two who release at once, one appends and the other finds it', async () => {
    const { ledger } = await aFundedLedger();
    await ledger.postInChunks(distribution(), UNTIL);

    const outcomes = await Promise.all([ledger.release('d1', BY), ledger.release('d1', BY)]);

    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['already-posted', 'posted']);
    expect((await ledger.transaction('d1'))?.states).toHaveLength(3);
  });
});
