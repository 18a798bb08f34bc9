import { describe, expect, it } from 'vitest';
import type { Instant } from '#kernel/time/clock';
import type { Ledger } from '#ledger/ports';
import { reservationChecks } from '#ledger/steps/check-reservations';
import { expireReservations } from '#ledger/steps/expire-reservations';
import { faultsOf } from '#test/support/ledger/audit';
import { aClock, aDraft, aLedger, aPosting } from '#test/support/ledger/builders';
import { CrashingStore } from '#test/support/ledger/crashing-store';
import { InMemoryLedgerStore } from '#test/support/ledger/in-memory-ledger-store';
import { aPayout, aReservation, BY, EXPIRY, H1 } from '#test/support/ledger/reservations';
import { units } from '#test/support/money';

async function start() {
  const store = new InMemoryLedgerStore();
  const { ledger, access, clock } = aLedger(store);
  await ledger.post(aDraft('in', [aPosting('bank:USD', H1, '10')]));
  const stateOf = async (id: string) => (await ledger.transaction(id))?.states.at(-1)?.state;
  return { store, ledger, access, clock, stateOf, expire: () => expireReservations(access, store) };
}

const reserveAll = async (ledger: Ledger, expiries: Readonly<Record<string, string>>) => {
  for (const [id, expiresAt] of Object.entries(expiries))
    await ledger.reserve(aReservation(id, '1', { expiresAt: expiresAt as Instant }));
};

describe('an expiry', () => {
  it('comes at the named instant, not before, and counts from it however late the run', async () => {
    const { ledger, clock, stateOf, expire, store } = await start();
    await ledger.reserve(aReservation('r1', '8'));
    clock.moveTo('2025-05-07T23:59:59.999Z' as Instant);
    expect(await expire()).toEqual({ expired: 0 });

    clock.moveTo('2025-05-08T05:00:00.000Z' as Instant);
    expect(await expire()).toEqual({ expired: 1 });

    expect(await stateOf('r1')).toBe('expired');
    expect(await ledger.balance(H1)).toMatchObject({ reserved: 0n, available: units('10') });
    expect(await ledger.transaction('r1~expired')).toMatchObject({ effectiveAt: EXPIRY, recordedAt: clock.now() });
    expect((await ledger.balance(H1, { asOf: EXPIRY })).reserved).toBe(0n);
    expect((await ledger.balance(H1, { asOf: '2025-05-07T23:59:59.999Z' as Instant })).reserved).toBe(units('8'));
    expect(await expire()).toEqual({ expired: 0 });
    expect(await faultsOf(store)).toEqual([]);
  });

  it('passes over what was posted, voided or instructed meanwhile', async () => {
    const { ledger, clock, stateOf, expire } = await start();
    for (const id of ['posted', 'voided', 'instructed']) await ledger.reserve(aReservation(id, '2'));
    await ledger.postReserved(aPayout('p1', '2'), { reservationId: 'posted', rest: 'release' });
    await ledger.endReservation('voided', { as: 'voided', ...BY });
    await ledger.instruct('instructed', BY);
    clock.moveTo('2025-06-01T00:00:00.000Z' as Instant);

    expect(await expire()).toEqual({ expired: 0 });

    for (const state of ['posted', 'voided', 'instructed']) expect(await stateOf(state)).toBe(state);
    expect((await ledger.balance(H1)).reserved).toBe(units('2'));
  });

  it('gives back what a partly posted reservation still holds', async () => {
    const { ledger, clock, expire } = await start();
    await ledger.reserve(aReservation('r1', '8'));
    await ledger.postReserved(aPayout('p1', '3'), { reservationId: 'r1', rest: 'keep' });
    clock.moveTo(EXPIRY);

    expect(await expire()).toEqual({ expired: 1 });

    expect(await ledger.balance(H1)).toMatchObject({ posted: units('7'), reserved: 0n });
  });

  it('is found however many days no run came, and days that are done are not looked at again', async () => {
    const { ledger, clock, expire, store } = await start();
    await reserveAll(ledger, { a: '2025-05-02T00:00:00.000Z', b: '2025-05-20T12:00:00.000Z' });
    await reserveAll(ledger, { c: '2025-05-03T10:00:00.000Z', d: '2025-06-10T00:30:00.000Z' });
    clock.moveTo('2025-06-10T00:30:00.000Z' as Instant);

    expect(await expire()).toEqual({ expired: 4 });

    // The day before is not done yet: a reservation that began in its last minutes may still be on its way.
    expect(await store.latestExpiredDay()).toBe('2025-06-08');
    clock.advance(3_600_000);
    await expire();
    expect(await store.latestExpiredDay()).toBe('2025-06-09');
    const looked: string[] = [];
    const index = {
      latestExpiredDay: () => store.latestExpiredDay(),
      expiring: (input: { readonly day: string; readonly through: Instant }) => {
        looked.push(input.day);
        return store.expiring(input);
      },
    };
    const { access } = aLedger(store, clock);
    await expireReservations(access, index);
    expect(looked).toEqual(['2025-06-10']);
  });

  it('of one that cannot be carried out fails the run, keeps its day open, and holds up no other', async () => {
    const { ledger, clock, access, store, stateOf } = await start();
    await reserveAll(ledger, { a: '2025-05-02T00:00:00.000Z', c: '2025-05-02T02:00:00.000Z' });
    clock.moveTo('2025-05-04T00:00:00.000Z' as Instant);
    const index = {
      latestExpiredDay: () => store.latestExpiredDay(),
      expiring: async (input: { readonly day: string; readonly through: Instant }) => {
        const found = await store.expiring(input);
        return found.length === 0 ? [] : [{ reservationId: 'never-reserved', expiresAt: EXPIRY }, ...found];
      },
    };

    await expect(expireReservations(access, index)).rejects.toThrow('never-reserved');

    expect([await stateOf('a'), await stateOf('c')]).toEqual(['expired', 'expired']);
    expect(await store.latestExpiredDay()).toBeUndefined();
  });

  it('goes on after a crash before or after any of its writes', async () => {
    const expiries = { a: '2025-05-02T00:00:00.000Z', b: '2025-05-02T01:00:00.000Z', c: '2025-05-03T02:00:00.000Z' };
    for (let write = 0; write <= 3; write += 1)
      for (const after of [false, true]) {
        const { ledger, clock, expire, store } = await start();
        await reserveAll(ledger, expiries);
        clock.moveTo('2025-05-05T00:00:00.000Z' as Instant);
        const dying = aLedger(new CrashingStore(store, { write, after }), aClock(clock.now()));

        await expect(expireReservations(dying.access, store)).rejects.toThrow('died');
        await expire();

        expect(await ledger.balance(H1)).toMatchObject({ posted: units('10'), reserved: 0n });
        expect(await store.latestExpiredDay()).toBe('2025-05-03');
        expect(await faultsOf(store)).toEqual([]);
      }
  });
});

describe('the check that reservations expire', () => {
  it('names one that was over two hours ago and still stands, and none that was ended or instructed', async () => {
    const { ledger, clock, store, expire } = await start();
    await reserveAll(ledger, { late: '2025-05-02T00:00:00.000Z', told: '2025-05-02T00:00:00.000Z' });
    await reserveAll(ledger, { fresh: '2025-05-02T03:00:00.000Z' });
    await ledger.instruct('told', BY);
    clock.moveTo('2025-05-02T04:00:00.000Z' as Instant);
    const checks = reservationChecks(store, store);
    const found = async () =>
      (await checks.run(clock.now())).get('reservations-expire')?.flatMap((one) => one.transactions);

    expect(await found()).toEqual(['late']);
    await expire();
    expect(await found()).toEqual([]);
  });
});
