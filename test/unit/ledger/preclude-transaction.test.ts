import { beforeEach, describe, expect, it } from 'vitest';
import type { Ledger } from '#ledger/ports';
import { approveTransaction } from '#ledger/steps/approve-transaction';
import type { LedgerAccess } from '#ledger/steps/ledger-access';
import { aDraft, aLedger, anAccount, aPosting, MAY_1 } from '#test/support/ledger/builders';
import { InMemoryLedgerStore } from '#test/support/ledger/in-memory-ledger-store';

const BY = { actor: { subject: 'ingest-report' }, reason: 'The report failed' };
const DRAFT = aDraft('t1', [aPosting('bank:USD', 'clearing:report:r1:USD', '5')]);

describe('a transaction that is precluded', () => {
  let ledger: Ledger;
  let access: LedgerAccess;
  beforeEach(() => {
    ({ ledger, access } = aLedger(new InMemoryLedgerStore()));
  });

  it('is never posted, in one write or in chunks, by whomever, and says who ruled it out and why', async () => {
    const outcome = await ledger.preclude(DRAFT, BY);

    expect(outcome).toMatchObject({
      kind: 'precluded',
      transaction: { postings: [], states: [{ state: 'precluded', actor: BY.actor, reason: 'The report failed' }] },
    });
    const refusal = { kind: 'refused', reason: 't1 is precluded and will never be posted: The report failed' };
    expect(await ledger.post(DRAFT)).toEqual(refusal);
    expect(await ledger.postInChunks({ ...DRAFT, kind: 'distribution' })).toMatchObject({ kind: 'conflict' });
    expect(await approveTransaction(access, { id: 't1', actor: { subject: 'kim' } })).toMatchObject({
      kind: 'refused',
    });
    expect((await ledger.balance(anAccount('bank:USD'))).posted).toBe(0n);
  });

  it('is so from then on: again says the same and keeps the first reason', async () => {
    await ledger.preclude(DRAFT, BY);

    const again = await ledger.preclude(DRAFT, { ...BY, reason: 'Another' });

    expect(again).toMatchObject({ kind: 'precluded', transaction: { states: [{ reason: 'The report failed' }] } });
  });

  it('has nothing to reverse', async () => {
    await ledger.preclude(DRAFT, BY);
    const request = { id: 't1', effectiveAt: MAY_1, correlationId: 'c', actor: { subject: 'ana' }, note: 'no' };

    expect(await ledger.reverse(request)).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('precluded'),
    });
  });

  it('cannot be, once it was begun', async () => {
    await ledger.post(DRAFT);

    expect(await ledger.preclude(DRAFT, BY)).toMatchObject({ kind: 'stands', transaction: { id: 't1' } });
    expect((await ledger.post(DRAFT)).kind).toBe('already-posted');
  });
});
