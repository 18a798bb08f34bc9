import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoDbLedgerStore } from '#ledger/adapters/dynamodb-ledger-store';
import { jitteredPause } from '#ledger/adapters/jittered-pause';
import { shardsOf } from '#ledger/shard';
import { type Dynoxide, startDynoxide } from '#test/support/dynoxide';
import { faultsOf, historyOf } from '#test/support/ledger/audit';
import { aClock, aDraft, aLedger, anAccount, aPosting } from '#test/support/ledger/builders';
import { faultyClient, seededRandom } from '#test/support/ledger/faulty-client';
import { makeLedgerTable } from '#test/support/ledger/ledger-table';
import { aReservation } from '#test/support/ledger/reservations';
import { units } from '#test/support/money';

const H1 = 'payable:holder:H1:USD';
let engine: Dynoxide;
beforeAll(async () => {
  engine = await startDynoxide();
});
afterAll(() => engine.stop());

async function aSharedLedger(faults: Parameters<typeof faultyClient>[1] = {}) {
  const table = await makeLedgerTable(engine.client);
  const { client, injected } = faultyClient(engine.client, faults, seededRandom(2025));
  const store = new DynamoDbLedgerStore(client, table);
  return { ...aLedger(store, aClock(), jitteredPause), store, injected, table };
}

describe('writers who race', () => {
  it('64 on one account: nothing is lost or doubled, the sequence has no gap, the chain holds', async () => {
    const { ledger, store } = await aSharedLedger();
    const ids = Array.from({ length: 64 }, (_, index) => `t${index}`);

    const outcomes = await Promise.all(
      ids.map((id) => ledger.post(aDraft(id, [aPosting('suspense:x:USD', H1, '1.5')]))),
    );

    expect(outcomes.map(({ kind }) => kind)).toEqual(ids.map(() => 'posted'));
    const [shard] = shardsOf(anAccount(H1));
    const history = shard === undefined ? [] : await historyOf(store, shard);
    expect(history.map(({ sequence }) => sequence)).toEqual(ids.map((_, index) => index + 1));
    expect(history.map(({ transactionId }) => transactionId).toSorted()).toEqual(ids.toSorted());
    expect((await ledger.balance(anAccount(H1))).posted).toBe(units('96'));
    expect(await faultsOf(store)).toEqual([]);
  });

  it('64 who pay out from one account: exactly as many succeed as it has money for, without a reservation', async () => {
    const { ledger, store } = await aSharedLedger();
    await ledger.post(aDraft('in', [aPosting('bank:USD', H1, '20')]));
    const payouts = Array.from({ length: 64 }, (_, index) =>
      aDraft(`p${index}`, [aPosting(H1, 'bank:USD', '1')], { kind: 'payout' }),
    );

    const outcomes = await Promise.all(payouts.map((draft) => ledger.post(draft)));

    expect(outcomes.filter(({ kind }) => kind === 'posted')).toHaveLength(20);
    expect(outcomes.filter(({ kind }) => kind === 'bound-exceeded')).toHaveLength(44);
    expect((await ledger.balance(anAccount(H1))).posted).toBe(0n);
    expect(await faultsOf(store)).toEqual([]);
  });

  it('a retry storm, 100 transactions 50 times each under conflicts, throttling and lost answers: each once', async () => {
    const { ledger, store, injected } = await aSharedLedger({ conflict: 0.15, throttled: 0.1, answerLost: 0.1 });
    const drafts = Array.from({ length: 100 }, (_, index) =>
      aDraft(`t${index}`, [aPosting('bank:USD', `payable:holder:H${index % 20}:USD`, '1')]),
    );
    const storm = Array.from({ length: 50 }, () => drafts).flat();

    const outcomes = await Promise.all(storm.map((draft) => ledger.post(draft)));

    const kinds = outcomes.map(({ kind }) => kind);
    expect(new Set(kinds)).toEqual(new Set(['posted', 'already-posted']));
    expect(kinds.filter((kind) => kind === 'posted').length).toBeLessThanOrEqual(100);
    expect((await ledger.balance(anAccount('bank:USD'))).posted).toBe(units('100'));
    for (let index = 0; index < 20; index += 1) {
      expect((await ledger.balance(anAccount(`payable:holder:H${index}:USD`))).posted).toBe(units('5'));
    }
    expect(await faultsOf(store)).toEqual([]);
    expect(Math.min(injected.conflict, injected.throttled, injected.answerLost)).toBeGreaterThan(2);
  });

  it('one who posts and one who rules it out: whoever is first excludes the other for good, answers lost or not', async () => {
    const { ledger, store } = await aSharedLedger({ conflict: 0.2, throttled: 0.1, answerLost: 0.2 });
    const drafts = Array.from({ length: 60 }, (_, index) => {
      const clearing = `clearing:report:r${index}:USD`;
      const isSplit = index % 2 === 1;
      const [debit, credit] = isSplit ? [clearing, H1] : ['bank:USD', H1];
      return aDraft(`t${index}`, [aPosting(debit, credit, '1')], { kind: isSplit ? 'distribution' : 'remittance' });
    });
    for (const [index, { kind }] of drafts.entries()) {
      if (kind !== 'distribution') continue;
      await ledger.post(aDraft(`in${index}`, [aPosting('bank:USD', `clearing:report:r${index}:USD`, '1')]));
    }
    const by = { actor: { subject: 'ingest-report' }, reason: 'The report failed' };
    const post = (draft: (typeof drafts)[number]) =>
      draft.kind === 'distribution' ? ledger.postInChunks(draft) : ledger.post(draft);

    const pairs = await Promise.all(
      drafts.map((draft, index) =>
        index % 4 < 2
          ? Promise.all([post(draft), ledger.preclude(draft, by)])
          : Promise.all([ledger.preclude(draft, by), post(draft)]).then(([left, right]) => [right, left] as const),
      ),
    );

    const ends = pairs.map(([posted, ruledOut]) => `${posted.kind} ${ruledOut.kind}`);
    expect(new Set(ends.map((end) => end.replace('already-', '')))).toEqual(
      new Set(['posted stands', 'refused precluded']),
    );
    const standing = ends.filter((end) => end.endsWith('stands')).length;
    expect((await ledger.balance(anAccount(H1))).posted).toBe(units(String(standing)));
    expect((await Promise.all(drafts.map(post))).map(({ kind }) => kind)).toEqual(
      ends.map((end) => (end.endsWith('stands') ? 'already-posted' : 'refused')),
    );
    expect(await faultsOf(store)).toEqual([]);
  });

  it('sixteen shards take the writes of one hot account and roll up to its balance', async () => {
    const { ledger, store } = await aSharedLedger();
    const drafts = Array.from({ length: 100 }, (_, index) =>
      aDraft(`t${index}`, [aPosting('bank:USD', 'commission:USD', '1')]),
    );

    await Promise.all(drafts.map((draft) => ledger.post(draft)));

    expect((await store.shardsUnder('commission:USD')).length).toBeGreaterThan(8);
    expect((await ledger.balance(anAccount('commission:USD'))).posted).toBe(units('100'));
    expect(await faultsOf(store)).toEqual([]);
  });
});

describe('200 payouts that race for one balance', () => {
  it('reserve what it has and no more, and each ends once, under conflicts, throttling and lost answers', async () => {
    const { ledger, store, injected } = await aSharedLedger({ conflict: 0.1, throttled: 0.05, answerLost: 0.1 });
    await ledger.post(aDraft('in', [aPosting('bank:USD', H1, '50')]));
    const ids = Array.from({ length: 200 }, (_, index) => `r${index}`);

    const reserved = await Promise.all(
      ids.flatMap((id) => [id, id].map((one) => ledger.reserve(aReservation(one, '1')))),
    );
    const standing = ids.filter((_, index) => reserved.slice(2 * index, 2 * index + 2).some(isReserved));
    expect(standing).toHaveLength(50);
    expect(reserved.filter(({ kind }) => kind === 'bound-exceeded')).toHaveLength(300);
    expect(await ledger.balance(anAccount(H1))).toMatchObject({ reserved: units('50'), available: 0n });

    const ends = await Promise.all(
      standing.map(async (reservationId, index) => {
        const payout = aDraft(`p-${reservationId}`, [aPosting(H1, 'bank:USD', '1')], { kind: 'payout' });
        const by = { actor: { subject: 'ana' }, reason: 'changed' };
        const post = () => ledger.postReserved(payout, { reservationId, rest: 'release' });
        const give = () => ledger.endReservation(reservationId, { as: 'voided', ...by });
        const [first, second] = index % 2 === 0 ? [post, give] : [give, post];
        return (await Promise.all([first(), second(), first()])).map(({ kind }) => kind);
      }),
    );
    for (const kinds of ends) expect(kinds.filter((kind) => kind === 'refused').length).toBeGreaterThan(0);

    const states = await Promise.all(standing.map(async (id) => (await ledger.transaction(id))?.states.at(-1)?.state));
    const paid = states.filter((state) => state === 'posted').length;
    expect(states.filter((state) => state === 'voided')).toHaveLength(50 - paid);
    expect(await ledger.balance(anAccount(H1))).toMatchObject({ posted: units(String(50 - paid)), reserved: 0n });
    expect(await faultsOf(store)).toEqual([]);
    expect(Math.min(injected.conflict, injected.throttled, injected.answerLost)).toBeGreaterThan(2);
  }, 120_000);

  function isReserved({ kind }: { readonly kind: string }): boolean {
    return kind === 'reserved' || kind === 'already-reserved';
  }
});
