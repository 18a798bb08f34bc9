import { describe, expect, it } from 'vitest';
import { planChunks } from '#ledger/chunk-plan';
import type { TransactionDraft } from '#ledger/journal-transaction';
import { transactionDocument } from '#ledger/ledger-document';
import { faultsOf } from '#test/support/ledger/audit';
import { aDraft, aLedger, anAccount, aPosting, MAY_1 } from '#test/support/ledger/builders';
import { CrashingStore } from '#test/support/ledger/crashing-store';
import { InMemoryLedgerStore } from '#test/support/ledger/in-memory-ledger-store';
import { units } from '#test/support/money';

const CLEARING = 'clearing:report:r1:USD';
const holder = (index: number) => `payable:holder:H${index}:USD`;
const remittance = (amount: string) => aDraft('r1-remittance', [aPosting('bank:USD', CLEARING, amount)]);

/** A report that pays `count` holders 0.9 each and the platform 0.1 each. */
function distribution(count: number): TransactionDraft {
  const postings = Array.from({ length: count }, (_, index) => [
    aPosting(CLEARING, holder(index), '0.9'),
    aPosting(CLEARING, 'commission:USD', '0.1'),
  ]).flat();
  return aDraft('r1', postings, { kind: 'distribution' });
}

describe('a posting in chunks (R30)', () => {
  it('is cut by sorted account into the same chunks whatever the order of its postings', () => {
    const draft = distribution(100);

    const { chunks } = planChunks(draft);

    expect(planChunks({ ...draft, postings: draft.postings.toReversed() }).chunks).toEqual(chunks);
    expect(chunks.map(({ id }) => id)).toEqual(['r1~00001', 'r1~00002', 'r1~00003']);
    expect(chunks.map(({ postings }) => postings.length)).toEqual([47, 47, 7]);
  });

  it('completes when the clearing account is at exactly zero, and only then is its money available', async () => {
    const store = new InMemoryLedgerStore();
    const { ledger } = aLedger(store);
    await ledger.post(remittance('100'));

    const outcome = await ledger.postInChunks(distribution(100));

    expect(outcome).toMatchObject({ kind: 'posted', transaction: { id: 'r1', chunkCount: 3 } });
    expect((await ledger.balance(anAccount(CLEARING))).posted).toBe(0n);
    expect(await ledger.balance(anAccount(holder(5)))).toMatchObject({ posted: units('0.9'), available: units('0.9') });
    expect((await ledger.balance(anAccount('commission:USD'))).posted).toBe(units('10'));
    expect(await faultsOf(store)).toEqual([]);
  });

  it('posts nothing when the clearing account would not end at zero', async () => {
    const store = new InMemoryLedgerStore();
    const { ledger } = aLedger(store);
    await ledger.post(remittance('99.9999999999'));

    const outcome = await ledger.postInChunks(distribution(100));

    expect(outcome).toEqual({
      kind: 'refused',
      reason: `${CLEARING} would end at -0.0000000001; a clearing account ends at exactly zero`,
    });
    expect(await ledger.transaction('r1')).toBeUndefined();
  });

  it('names its chunks where it is shown, and each of them names it', async () => {
    const { ledger } = aLedger(new InMemoryLedgerStore());
    await ledger.post(remittance('100'));
    const outcome = await ledger.postInChunks(distribution(100));
    if (outcome.kind !== 'posted') throw new Error('It is posted');

    const { chunk_ids } = transactionDocument(outcome.transaction);

    expect(chunk_ids).toHaveLength(3);
    const chunks = await Promise.all(chunk_ids.map((id) => ledger.transaction(id)));
    expect(chunks.map((chunk) => chunk && transactionDocument(chunk))).toMatchObject(
      chunk_ids.map(() => ({ parent_id: 'r1', chunk_count: null, chunk_ids: [] })),
    );
  });

  it('goes on where it stopped, wherever it stopped: a crash before and after every write', async () => {
    const writes = 1 + 3 + 1;
    for (let crash = 0; crash < 2 * writes; crash += 1) {
      const inner = new InMemoryLedgerStore();
      const healthy = aLedger(inner);
      await healthy.ledger.post(remittance('100'));
      const crashing = new CrashingStore(inner, { write: Math.floor(crash / 2), after: crash % 2 === 1 });

      await expect(aLedger(crashing).ledger.postInChunks(distribution(100))).rejects.toThrow('The process died');
      const parent = await healthy.ledger.transaction('r1');
      const isComplete = parent?.states.at(-1)?.state === 'posted';
      const before = await healthy.ledger.balance(anAccount(holder(0)));
      expect(before.available).toBe(isComplete ? units('0.9') : 0n);
      const outcome = await healthy.ledger.postInChunks(distribution(100));

      expect(outcome.kind).toBe(isComplete ? 'already-posted' : 'posted');
      expect((await healthy.ledger.balance(anAccount(holder(99)))).available).toBe(units('0.9'));
      expect((await healthy.ledger.balance(anAccount(CLEARING))).posted).toBe(0n);
      expect(await faultsOf(inner)).toEqual([]);
    }
  });

  it('keeps an incomplete credit from being paid out, and remembers it through later entries', async () => {
    const inner = new InMemoryLedgerStore();
    const { ledger } = aLedger(inner);
    await ledger.post(remittance('100'));
    const crashing = new CrashingStore(inner, { write: 2, after: true });
    await expect(aLedger(crashing).ledger.postInChunks(distribution(100))).rejects.toThrow('died');
    await ledger.post(aDraft('other', [aPosting('bank:USD', holder(0), '5')]));

    const payout = (id: string, amount: string) =>
      ledger.post(aDraft(id, [aPosting(holder(0), 'bank:USD', amount)], { kind: 'payout' }));

    expect(await payout('p1', '5.9')).toMatchObject({ kind: 'bound-exceeded', available: units('5') });
    expect((await payout('p2', '5')).kind).toBe('posted');
    expect(await ledger.balance(anAccount(holder(0)))).toMatchObject({ posted: units('0.9'), available: 0n });
    await ledger.postInChunks(distribution(100));
    expect((await payout('p3', '0.9')).kind).toBe('posted');
    expect(await faultsOf(inner)).toEqual([]);
  });

  it('answers the first result when it comes again, and a conflict for other content (R28)', async () => {
    const { ledger } = aLedger(new InMemoryLedgerStore());
    await ledger.post(remittance('100'));
    await ledger.postInChunks(distribution(100));

    expect((await ledger.postInChunks(distribution(100))).kind).toBe('already-posted');
    expect(await ledger.postInChunks(distribution(99))).toMatchObject({
      kind: 'conflict',
      difference: 'postings differ',
    });
  });

  it('is reversed chunk by chunk, and can then be superseded (R27)', async () => {
    const store = new InMemoryLedgerStore();
    const { ledger } = aLedger(store);
    await ledger.post(remittance('100'));
    await ledger.postInChunks(distribution(100));
    const request = { id: 'r1', effectiveAt: MAY_1, correlationId: 'c', actor: { subject: 'ana' }, note: 'resent' };

    const reversal = await ledger.reverse(request);

    expect(reversal).toMatchObject({ kind: 'posted', transaction: { reversalOf: 'r1', chunkCount: 3 } });
    expect((await ledger.balance(anAccount(CLEARING))).posted).toBe(units('100'));
    expect((await ledger.balance(anAccount(holder(7)))).posted).toBe(0n);
    expect((await ledger.reverse(request)).kind).toBe('already-posted');
    const second = { ...distribution(100), id: 'r2', supersedes: 'r1' };
    expect((await ledger.postInChunks(second)).kind).toBe('posted');
    expect((await ledger.transaction('r1'))?.states.map(({ state }) => state)).toEqual([
      'pending',
      'posted',
      'reversed',
      'superseded',
    ]);
    expect(await faultsOf(store)).toEqual([]);
  });

  it('asserts that every posting has its clearing side', async () => {
    const { ledger } = aLedger(new InMemoryLedgerStore());
    const draft = aDraft('r1', [aPosting('bank:USD', holder(0), '1')], { kind: 'distribution' });

    await expect(ledger.postInChunks(draft)).rejects.toThrow('exactly one of them is a clearing account');
  });
});
