import { describe, expect, it } from 'vitest';
import { approveTransaction } from '#ledger/steps/approve-transaction';
import { prepareReversal, prepareTransaction } from '#ledger/steps/prepare-transaction';
import { rejectTransaction } from '#ledger/steps/reject-transaction';
import { faultsOf } from '#test/support/ledger/audit';
import { aDraft, aLedger, anAccount, aPosting, MAY_1 } from '#test/support/ledger/builders';
import { InMemoryLedgerStore } from '#test/support/ledger/in-memory-ledger-store';
import { units } from '#test/support/money';

const H1 = 'payable:holder:H1:USD';
const ANA = { subject: 'ana' };
const BEN = { subject: 'ben' };
const draft = aDraft('m1', [aPosting('suspense:x:USD', H1, '5')], {
  kind: 'manual',
  actor: ANA,
  source: { type: 'manual', id: 'm1' },
});

async function prepared() {
  const store = new InMemoryLedgerStore();
  const made = aLedger(store);
  await prepareTransaction(made.access, draft);
  const posted = async () => (await made.ledger.balance(anAccount(H1))).posted;
  return { ...made, store, posted };
}

const no = { id: 'm1', actor: BEN, reason: 'wrong holder' };

describe('what a person prepared', () => {
  it('is given up by another or by the same person, says why, and is never posted', async () => {
    const { access, ledger, posted, store } = await prepared();

    const rejected = await rejectTransaction(access, no);

    expect(rejected).toMatchObject({
      kind: 'rejected',
      transaction: { states: [{ state: 'prepared' }, { state: 'rejected', actor: BEN, reason: 'wrong holder' }] },
    });
    expect(await rejectTransaction(access, { ...no, actor: ANA, reason: 'again' })).toEqual(rejected);
    const approved = await approveTransaction(access, { id: 'm1', actor: BEN });
    expect(approved).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('rejected by ben: wrong holder'),
    });
    expect((await ledger.post(draft)).kind).toBe('refused');
    expect(await posted()).toBe(0n);
    expect(await faultsOf(store)).toEqual([]);
  });

  it('is not given up once it is posted, nor is what a process posted, nor what nobody prepared', async () => {
    const { access, ledger } = await prepared();
    await approveTransaction(access, { id: 'm1', actor: BEN });
    await ledger.post(aDraft('t1', [aPosting('bank:USD', H1, '1')]));

    expect(await rejectTransaction(access, no)).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('posted'),
    });
    expect(await rejectTransaction(access, { ...no, id: 't1' })).toMatchObject({ kind: 'refused' });
    expect(await rejectTransaction(access, { ...no, id: 'm2' })).toEqual({ kind: 'unknown', id: 'm2' });
  });

  it('is either posted or rejected when two people decide at once, and both are told what stands', async () => {
    for (const order of [0, 1]) {
      const { access, posted, store } = await prepared();
      const acts = [
        () => approveTransaction(access, { id: 'm1', actor: BEN }),
        () => rejectTransaction(access, { ...no, actor: { subject: 'eve' } }),
      ];

      const outcomes = await Promise.all((order === 0 ? acts : acts.toReversed()).map((act) => act()));

      const kinds = outcomes.map(({ kind }) => kind).sort();
      const isPosted = (await posted()) === units('5');
      expect(kinds).toEqual(isPosted ? ['posted', 'refused'] : ['refused', 'rejected']);
      expect(await faultsOf(store)).toEqual([]);
    }
  });

  it('as a reversal stays rejected: whoever wants it all the same posts the other way round', async () => {
    const { access } = await prepared();
    await approveTransaction(access, { id: 'm1', actor: BEN });
    const request = { id: 'm1', effectiveAt: MAY_1, correlationId: 'c', actor: ANA, note: 'n' };
    await prepareReversal(access, request);
    await rejectTransaction(access, { ...no, id: 'm1~reversal' });

    expect(await prepareReversal(access, request)).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('sides exchanged'),
    });
  });
});
