import { describe, expect, it } from 'vitest';
import type { Instant } from '#kernel/time/clock';
import { standingOf } from '#ledger/reservation';
import { reserve } from '#ledger/steps/reserve';
import { faultsOf } from '#test/support/ledger/audit';
import { aClock, aDraft, aLedger, anAccount, aPosting, MAY_1 } from '#test/support/ledger/builders';
import { CrashingStore } from '#test/support/ledger/crashing-store';
import { InMemoryLedgerStore } from '#test/support/ledger/in-memory-ledger-store';
import { aPayout, aReservation, BY, EXPIRY, H1 } from '#test/support/ledger/reservations';
import { units } from '#test/support/money';

const LAST = '2025-05-07T23:59:59.999Z' as Instant;
const WHOLE = { reservationId: 'r1', rest: 'release' } as const;

/** H1 owns 10, of which `r1` reserves as much as asked. */
async function start(amount = '8') {
  const store = new InMemoryLedgerStore();
  const { ledger, access, clock } = aLedger(store);
  await ledger.post(aDraft('in', [aPosting('bank:USD', H1, '10')]));
  await ledger.reserve(aReservation('r1', amount));
  const stand = async () => {
    const { posted, reserved, available } = await ledger.balance(H1);
    const reservation = await ledger.transaction('r1');
    const standing = reservation && standingOf(reservation);
    return { posted, reserved, available, state: standing?.state, remaining: standing?.remaining };
  };
  return { store, ledger, access, clock, stand };
}

describe('a reservation', () => {
  it('lowers what is available, not what is posted (R32)', async () => {
    const { ledger, stand, store } = await start();

    expect(await stand()).toEqual({
      posted: units('10'),
      reserved: units('8'),
      available: units('2'),
      state: 'reserved',
      remaining: units('8'),
    });
    expect(await ledger.reserve(aReservation('r2', '2.0000000001'))).toMatchObject({
      kind: 'bound-exceeded',
      available: units('2'),
      needed: units('2.0000000001'),
    });
    expect(await ledger.post(aPayout('p1', '2.01'))).toMatchObject({ kind: 'bound-exceeded' });
    expect(await faultsOf(store)).toEqual([]);
  });

  it('answers the first result when it is asked for again, and a conflict for another amount (R28)', async () => {
    const { ledger, stand } = await start();

    expect((await ledger.reserve(aReservation('r1', '8'))).kind).toBe('already-reserved');
    expect((await ledger.reserve(aReservation('r1', '9'))).kind).toBe('conflict');
    expect((await stand()).reserved).toBe(units('8'));
  });

  it('begins at the entry that was read before, and never sets more aside than there is when that one is old', async () => {
    const { access, stand, store } = await start('8');
    const [old] = await access.store.entriesBefore({ shard: H1 as never, before: 2, limit: 1 });
    const [newest] = await access.store.newestEntries([H1 as never]);
    if (old === undefined || newest === undefined) throw new Error('H1 has two entries');
    let read = 0;
    const counted: typeof access = {
      ...access,
      store: {
        ...access.store,
        append: (items) => access.store.append(items),
        states: (id) => access.store.states(id),
        transaction: (id) => access.store.transaction(id),
        newestEntries: (shards) => {
          read += shards.length;
          return access.store.newestEntries(shards);
        },
      },
    };

    const stale = await reserve(counted, aReservation('r2', '5'), old);
    const tooMuch = await reserve(counted, aReservation('r3', '2.01'), newest);
    const readBefore = read;
    const fitting = await reserve(counted, aReservation('r4', '2'), newest);

    expect([stale, tooMuch]).toMatchObject([
      { kind: 'bound-exceeded', available: units('2') },
      { kind: 'bound-exceeded', available: units('2') },
    ]);
    expect([fitting.kind, read - readBefore]).toEqual(['reserved', 0]);
    expect((await stand()).available).toBe(0n);
    expect(await faultsOf(store)).toEqual([]);
  });

  it('takes an account that gained since the guess for what it holds now', async () => {
    const { access, ledger, stand } = await start('10');
    const [full] = await access.store.newestEntries([H1 as never]);
    await ledger.post(aDraft('more', [aPosting('bank:USD', H1, '5')]));

    const outcome = await reserve(access, aReservation('r2', '5'), full);

    expect(outcome.kind).toBe('reserved');
    expect((await stand()).available).toBe(0n);
  });

  it('is refused when it would expire before it is recorded', async () => {
    const { ledger } = await start();

    const outcome = await ledger.reserve(aReservation('r2', '1', { expiresAt: MAY_1 }));

    expect(outcome).toMatchObject({ kind: 'refused', reason: expect.stringContaining('before it is recorded') });
  });

  it('is posted in whole: the entries and the release are one write, and what it did not need is available', async () => {
    const { ledger, stand, store } = await start();

    const outcome = await ledger.postReserved(aPayout('p1', '5'), WHOLE);
    const again = await ledger.postReserved(aPayout('p1', '5'), WHOLE);

    expect([outcome.kind, again.kind]).toEqual(['posted', 'already-posted']);
    expect(await stand()).toMatchObject({ posted: units('5'), reserved: 0n, state: 'posted', remaining: 0n });
    expect((await ledger.transaction('r1'))?.states.at(-1)).toMatchObject({ state: 'posted', by: 'p1' });
    expect(await ledger.transaction('p1')).toMatchObject({ drawsOn: { reservationId: 'r1', as: 'posted' } });
    expect(await faultsOf(store)).toEqual([]);
  });

  it('is posted in parts while the rest is kept, and ends with the last of it', async () => {
    const { ledger, stand } = await start();
    const part = { reservationId: 'r1', rest: 'keep' } as const;

    await ledger.postReserved(aPayout('p1', '3'), part);
    expect(await stand()).toMatchObject({ posted: units('7'), reserved: units('5'), state: 'reserved' });
    expect((await ledger.postReserved(aPayout('p1', '3'), part)).kind).toBe('already-posted');
    expect((await ledger.postReserved(aPayout('p1', '3'), WHOLE)).kind).toBe('conflict');
    await ledger.postReserved(aPayout('p2', '5'), part);

    expect(await stand()).toMatchObject({ posted: units('2'), reserved: 0n, state: 'posted' });
    expect(await ledger.postReserved(aPayout('p3', '1'), part)).toMatchObject({ kind: 'refused' });
  });

  it('is never posted beyond what it sets aside, nor for an account that it does not stand on', async () => {
    const { ledger, stand } = await start();
    const other = aDraft('p2', [aPosting('bank:USD', H1, '1')]);

    expect(await ledger.postReserved(aPayout('p1', '8.01'), WHOLE)).toMatchObject({ kind: 'refused' });
    expect(await ledger.postReserved(other, WHOLE)).toMatchObject({ kind: 'refused' });
    expect(await ledger.postReserved(aPayout('p3', '1'), { ...WHOLE, reservationId: 'in' })).toMatchObject({
      kind: 'refused',
    });
    expect(await stand()).toMatchObject({ reserved: units('8'), state: 'reserved' });
  });

  it.each(['voided', 'rejected', 'failed'] as const)('gives all of it back when it is %s, once', async (as) => {
    const { ledger, stand, store } = await start();

    const outcome = await ledger.endReservation('r1', { as, ...BY });
    const again = await ledger.endReservation('r1', { as, actor: { subject: 'ben' }, reason: 'again' });

    expect([outcome, again]).toMatchObject([{ kind: 'done' }, { kind: 'done' }]);
    expect(await stand()).toMatchObject({ posted: units('10'), reserved: 0n, available: units('10'), state: as });
    expect((await ledger.transaction('r1'))?.states.at(-1)).toMatchObject({
      state: as,
      by: `r1~${as}`,
      reason: 'because',
      actor: { subject: 'ana' },
    });
    expect(await ledger.postReserved(aPayout('p1', '1'), WHOLE)).toMatchObject({ kind: 'refused' });
    expect(await faultsOf(store)).toEqual([]);
  });

  it('can be posted at the last instant before it expires, and not at the one after', async () => {
    const early = await start();
    early.clock.moveTo(LAST);
    const late = await start();
    late.clock.moveTo(EXPIRY);

    expect((await early.ledger.postReserved(aPayout('p1', '8'), WHOLE)).kind).toBe('posted');
    expect(await late.ledger.postReserved(aPayout('p1', '8'), WHOLE)).toMatchObject({ kind: 'refused' });
    expect(await late.ledger.instruct('r1', BY)).toMatchObject({ kind: 'refused' });
    expect(await late.ledger.endReservation('r1', { as: 'voided', ...BY })).toMatchObject({ kind: 'done' });
  });

  it('that was instructed ends posted or failed alone, however late', async () => {
    const { ledger, clock, stand } = await start();
    expect(await ledger.instruct('r1', BY)).toMatchObject({ kind: 'done' });
    expect(await ledger.instruct('r1', BY)).toMatchObject({ kind: 'done' });
    clock.moveTo('2026-01-01T00:00:00.000Z' as Instant);

    for (const as of ['voided', 'rejected'] as const)
      expect(await ledger.endReservation('r1', { as, ...BY })).toMatchObject({ kind: 'refused' });
    expect(await stand()).toMatchObject({ reserved: units('8'), state: 'instructed' });
    expect((await ledger.postReserved(aPayout('p1', '8'), WHOLE)).kind).toBe('posted');
    expect(await ledger.instruct('r1', BY)).toMatchObject({ kind: 'refused' });
  });

  it('reverses a payment that came back into available money, not into a reserve', async () => {
    const { ledger, stand, store } = await start();
    await ledger.postReserved(aPayout('p1', '8'), WHOLE);
    const { effectiveAt, correlationId, actor } = aPayout('p1', '8');

    const outcome = await ledger.reverse({ id: 'p1', effectiveAt, correlationId, actor, note: 'returned' });

    expect(outcome.kind).toBe('posted');
    expect(await stand()).toMatchObject({ posted: units('10'), reserved: 0n, state: 'posted' });
    const reverse = (id: string) => ledger.reverse({ id, effectiveAt, correlationId, actor, note: 'n' });
    expect(await reverse('r1')).toMatchObject({ kind: 'refused' });
    expect(await faultsOf(store)).toEqual([]);
  });

  it('cannot be released but in its own name', async () => {
    const { ledger } = await start();
    const behind = { ...aPayout('p1', '1'), reservations: [{ account: H1, units: -units('1') }] };

    await expect(ledger.post(behind)).rejects.toThrow('without a draw');
    const sharded = aReservation('r2', '1', { account: anAccount('commission:USD') });
    await expect(ledger.reserve(sharded)).rejects.toThrow('no bound');
  });
});

describe('a process that dies', () => {
  const steps = {
    reserve: (ledger: Ledger) => ledger.reserve(aReservation('r2', '2')),
    post: (ledger: Ledger) => ledger.postReserved(aPayout('p1', '8'), WHOLE),
    void: (ledger: Ledger) => ledger.endReservation('r1', { as: 'voided', ...BY }),
    instruct: (ledger: Ledger) => ledger.instruct('r1', BY),
  };
  type Ledger = Awaited<ReturnType<typeof start>>['ledger'];

  it.each(Object.keys(steps).flatMap((step) => [true, false].map((after) => [step, after] as const)))(
    'in the write of %s (after it: %s) leaves all of it or nothing, and is repeated safely',
    async (step, after) => {
      const once = await start();
      const crashed = await start();
      const run = steps[step as keyof typeof steps];
      await run(once.ledger);

      const dying = aLedger(new CrashingStore(crashed.store, { write: 0, after }), aClock());
      await expect(run(dying.ledger)).rejects.toThrow('The process died');
      const between = await crashed.stand();
      await run(crashed.ledger);

      expect(await crashed.stand()).toEqual(await once.stand());
      expect(between).toEqual(after ? await once.stand() : await (await start()).stand());
      expect(await faultsOf(crashed.store)).toEqual([]);
    },
  );
});
