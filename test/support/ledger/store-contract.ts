import { beforeEach, describe, expect, it } from 'vitest';
import type { Instant } from '#kernel/time/clock';
import type { LedgerItem } from '#ledger/ledger-item';
import type { ReservationIndex } from '#ledger/reservation-index';
import { shardOf, shardsOf } from '#ledger/shard';
import type { LedgerStore } from '#ledger/store';
import { aDraft, aLedger, anAccount, aPosting, MAY_1 } from '#test/support/ledger/builders';
import { aReservation } from '#test/support/ledger/reservations';

/** What every store of the ledger promises, whatever it stands on. */
export function describeLedgerStore(name: string, makeStore: () => Promise<LedgerStore & ReservationIndex>): void {
  describe(`${name} keeps the contract of LedgerStore`, () => {
    let store: LedgerStore & ReservationIndex;
    const state = (transactionId: string, ordinal: number): LedgerItem => ({
      kind: 'state',
      transactionId,
      change: {
        ordinal,
        state: 'posted',
        actor: { subject: 'a', address: '::1' },
        recordedAt: MAY_1,
        by: 'x',
        reason: 'r',
      },
    });
    const h1 = shardOf(anAccount('payable:holder:H1:USD'), 't');
    beforeEach(async () => {
      store = await makeStore();
    });

    it('inserts all items or none, and says which keys were taken', async () => {
      expect(await store.append([state('t1', 1)])).toEqual({ kind: 'appended' });

      const outcome = await store.append([state('t1', 2), state('t1', 1)]);

      expect(outcome).toEqual({ kind: 'exists', items: [state('t1', 1)] });
      expect((await store.states('t1')).map(({ ordinal }) => ordinal)).toEqual([1]);
    });

    it('reads back what was written, to the last field', async () => {
      const draft = aDraft('t1', [aPosting('bank:USD', 'payable:holder:H1:USD', '12.3400000001')], {
        actor: { subject: 'ana', address: '127.0.0.1' },
        note: 'naïve “note” \u{1f3b5}',
      });

      const outcome = await aLedger(store).ledger.post(draft);

      expect(outcome.kind).toBe('posted');
      if (outcome.kind !== 'posted') return;
      expect(await store.transaction('t1')).toEqual(outcome.transaction);
      expect(outcome.transaction).toMatchObject({ ...draft, states: [{ ordinal: 1, state: 'posted' }] });
      const [entry] = await store.newestEntries([h1]);
      expect(entry).toMatchObject({ sequence: 1, posted: 123_400_000_001n, reserved: 0n, transactionId: 't1' });
      expect(await store.entryAt(h1, 1)).toEqual(entry);
    });

    it('reads back a reservation and what draws on it, to the last field', async () => {
      const { ledger } = aLedger(store);
      const account = anAccount('payable:holder:H1:USD');
      await ledger.post(aDraft('t1', [aPosting('bank:USD', account, '12')]));
      const { postings: _postings, kind: _kind, ...rest } = aDraft('r1', []);
      const expiresAt = '2025-05-08T00:00:00.000Z' as typeof MAY_1;
      const reserved = await ledger.reserve({ ...rest, account, units: 70_000_000_000n, expiresAt, note: 'n' });
      const draft = aDraft('p1', [aPosting(account, 'bank:USD', '3')], { kind: 'payout' });
      const posted = await ledger.postReserved(draft, { reservationId: 'r1', rest: 'keep' });

      expect([reserved.kind, posted.kind]).toEqual(['reserved', 'posted']);
      if (posted.kind !== 'posted') return;
      expect(await store.transaction('p1')).toEqual(posted.transaction);
      expect(await store.transaction('r1')).toMatchObject({
        expiresAt,
        states: [{ state: 'reserved' }, { state: 'reserved', by: 'p1', remaining: 40_000_000_000n }],
      });
      expect((await store.newestEntries([h1]))[0]).toMatchObject({
        posted: 90_000_000_000n,
        reserved: 40_000_000_000n,
      });
    });

    it('finds reservations by the day and the instant at which they expire', async () => {
      const { ledger } = aLedger(store);
      await ledger.post(aDraft('t1', [aPosting('bank:USD', 'payable:holder:H1:USD', '12')]));
      const instants = [
        '2025-05-07T23:59:59.999Z',
        '2025-05-08T00:00:00.000Z',
        '2025-05-08T00:00:00.001Z',
      ] as Instant[];
      for (const [index, expiresAt] of instants.entries())
        await ledger.reserve(aReservation(`r${index}`, '1', { expiresAt }));
      const { expiresAt: _never, ...endless } = aReservation('r3', '1');
      await ledger.reserve(endless);
      const idsOf = async (day: string, through: string) =>
        (await store.expiring({ day, through: through as Instant })).map(({ reservationId }) => reservationId);

      expect(await idsOf('2025-05-07', '2025-05-09T00:00:00.000Z')).toEqual(['r0']);
      expect(await idsOf('2025-05-08', '2025-05-08T00:00:00.000Z')).toEqual(['r1']);
      expect(await idsOf('2025-05-08', '2025-05-08T00:00:00.001Z')).toEqual(['r1', 'r2']);
      expect(await idsOf('2025-05-09', '2025-05-09T00:00:00.000Z')).toEqual([]);
      expect(await store.latestExpiredDay()).toBeUndefined();
      for (const day of ['2025-05-08', '2025-05-07'])
        await store.append([{ kind: 'expired-day', day, recordedAt: MAY_1 }]);
      expect(await store.latestExpiredDay()).toBe('2025-05-08');
    });

    it('finds the snapshot of an instant that reaches furthest, up to a sequence', async () => {
      const other = '2025-06-01T00:00:00.000Z' as Instant;
      const snapshot = (at: Instant, sequence: number) =>
        ({ shard: h1, at, sequence, entryHash: 'h', posted: -5n, reserved: 3n, recordedAt: MAY_1 }) as const;
      const of = [snapshot(MAY_1, 2), snapshot(MAY_1, 10), snapshot(other, 4)];
      for (const one of of) await store.append([{ kind: 'snapshot', snapshot: one }]);

      expect(await store.snapshotOf({ shard: h1, at: MAY_1, through: 9 })).toEqual(of[0]);
      expect(await store.snapshotOf({ shard: h1, at: MAY_1, through: 10 })).toEqual(of[1]);
      expect(await store.snapshotOf({ shard: h1, at: MAY_1, through: 1 })).toBeUndefined();
      expect((await store.append([{ kind: 'snapshot', snapshot: snapshot(MAY_1, 2) }])).kind).toBe('exists');
    });

    it('answers the newest entries in the order asked, and none for an account without any', async () => {
      const { ledger } = aLedger(store);
      for (const id of ['a', 'b', 'c']) {
        await ledger.post(aDraft(id, [aPosting('suspense:x:USD', 'payable:holder:H1:USD', '1')]));
      }
      const nobody = shardOf(anAccount('payable:holder:H2:USD'), 't');

      expect((await store.newestEntries([nobody, h1])).map((entry) => entry?.sequence)).toEqual([undefined, 3]);
      const pages = await store.entriesBefore({ shard: h1, before: 3, limit: 10 });
      expect(pages.map(({ transactionId }) => transactionId)).toEqual(['b', 'a']);
      expect(await store.entriesBefore({ shard: h1, before: 1, limit: 10 })).toEqual([]);
      expect(await store.entryAt(h1, 4)).toBeUndefined();
    });

    it('pages through a history of any length', async () => {
      const { ledger } = aLedger(store);
      for (let index = 0; index < 120; index += 1) {
        await ledger.post(aDraft(`t${index}`, [aPosting('suspense:x:USD', 'payable:holder:H1:USD', '1')]));
      }

      const sequences = (await store.entriesBefore({ shard: h1, before: 111, limit: 100 })).map(
        (entry) => entry.sequence,
      );

      expect(sequences).toEqual(Array.from({ length: 100 }, (_, index) => 110 - index));
    });

    it('lists the shards under a prefix, whole segments only', async () => {
      const { ledger } = aLedger(store);
      await ledger.post(aDraft('a', [aPosting('bank:USD', 'payable:holder:H1:USD', '1')]));
      await ledger.post(aDraft('b', [aPosting('suspense:x:USD', 'payable:holder:H10:USD', '1')]));
      await ledger.post(aDraft('c', [aPosting('suspense:x:EUR', 'payable:holder:H1:EUR', '1')]));
      const bank = shardOf(anAccount('bank:USD'), 'a');

      expect(await store.shardsUnder('payable:holder:H1')).toEqual(['payable:holder:H1:EUR', 'payable:holder:H1:USD']);
      expect(await store.shardsUnder('bank:USD')).toEqual([bank]);
      expect(shardsOf(anAccount('bank:USD'))).toContain(bank);
      expect(await store.shardsUnder('nothing')).toEqual([]);
      expect([...(await store.shardsUnder(''))].sort()).toEqual(
        [
          bank,
          'payable:holder:H1:EUR',
          'payable:holder:H1:USD',
          'payable:holder:H10:USD',
          'suspense:x:EUR',
          'suspense:x:USD',
        ].sort(),
      );
    });

    it('finds the markers of back-dated entries by sequence', async () => {
      const { ledger } = aLedger(store);
      const to = 'payable:holder:H1:USD';
      const days = ['2025-05-01', '2025-04-01', '2025-05-02', '2025-04-02'];
      for (const [index, day] of days.entries()) {
        const effectiveAt = new Date(day).toISOString() as typeof MAY_1;
        await ledger.post(aDraft(`t${index}`, [aPosting('suspense:x:USD', to, `${index + 1}`)], { effectiveAt }));
      }

      const all = await store.markersBetween({ shard: h1, after: 0, through: 4 });

      expect(all.map(({ sequence, amount }) => [sequence, amount])).toEqual([
        [2, 20_000_000_000n],
        [4, 40_000_000_000n],
      ]);
      expect(await store.markersBetween({ shard: h1, after: 2, through: 3 })).toEqual([]);
    });
  });
}
