import { describe, expect, it } from 'vitest';
import type { Instant } from '#kernel/time/clock';
import { anInstant } from '#test/support/instants';
import { aClock, aDraft, aLedger, anAccount, aPosting } from '#test/support/ledger/builders';
import { CrashingStore } from '#test/support/ledger/crashing-store';
import { InMemoryLedgerStore } from '#test/support/ledger/in-memory-ledger-store';
import { units } from '#test/support/money';

const H1 = anAccount('payable:holder:H1:USD');

/** Ten entries, recorded day after day in June; every other one is effective in March, back-dated. */
async function tenEntries() {
  const clock = aClock(anInstant('2025-06-01'));
  const { ledger, access } = aLedger(new InMemoryLedgerStore(), clock);
  for (let index = 1; index <= 10; index += 1) {
    const effectiveAt = index % 2 === 0 ? anInstant(`2025-03-${String(index).padStart(2, '0')}`) : clock.now();
    await ledger.post(aDraft(`t${index}`, [aPosting('suspense:x:USD', H1, String(2 ** index))], { effectiveAt }));
    clock.advance(86_400_000);
  }
  const posted = async (at: { asOf?: Instant; knownAt?: Instant }) => (await ledger.balance(H1, at)).posted;
  return { ledger, access, clock, posted };
}

describe('the two clocks of the ledger (R31)', () => {
  it('as_of counts what was effective by then, back-dated entries included', async () => {
    const { posted } = await tenEntries();

    expect(await posted({})).toBe(units('2046'));
    expect(await posted({ asOf: anInstant('2025-02-28') })).toBe(0n);
    expect(await posted({ asOf: anInstant('2025-03-04') })).toBe(units('20'));
    expect(await posted({ asOf: anInstant('2025-03-03T23:59:59.999Z') })).toBe(units('4'));
    expect(await posted({ asOf: anInstant('2025-05-31') })).toBe(units('1364'));
    expect(await posted({ asOf: anInstant('2025-06-01') })).toBe(units('1366'));
  });

  it('known_at counts what was recorded by then', async () => {
    const { posted } = await tenEntries();

    expect(await posted({ knownAt: anInstant('2025-05-31T23:59:59.999Z') })).toBe(0n);
    expect(await posted({ knownAt: anInstant('2025-06-01') })).toBe(units('2'));
    expect(await posted({ knownAt: anInstant('2025-06-05') })).toBe(units('62'));
  });

  it('both together: what we knew then of what held then', async () => {
    const { posted } = await tenEntries();

    expect(await posted({ asOf: anInstant('2025-05-31'), knownAt: anInstant('2025-06-05') })).toBe(units('20'));
    expect(await posted({ asOf: anInstant('2025-03-02'), knownAt: anInstant('2025-06-30') })).toBe(units('4'));
  });

  it('agrees with adding up every entry, for every pair of instants', async () => {
    const { access, posted } = await tenEntries();
    const entries = await access.store.entriesBefore({ shard: H1 as never, limit: 100 });
    const instants = entries.flatMap(({ effectiveAt, recordedAt }) => [effectiveAt, recordedAt]);

    for (const asOf of instants) {
      for (const knownAt of instants) {
        const counted = entries.filter((entry) => entry.effectiveAt <= asOf && entry.recordedAt <= knownAt);
        const sum = counted.reduce((total, entry) => total + entry.credit - entry.debit, 0n);
        expect(await posted({ asOf, knownAt })).toBe(sum);
      }
    }
  });

  it('known_at before a parent completed shows its money as not available', async () => {
    const clock = aClock(anInstant('2025-06-01'));
    const inner = new InMemoryLedgerStore();
    const { ledger } = aLedger(inner, clock);
    await ledger.post(aDraft('in', [aPosting('bank:USD', 'clearing:report:r:USD', '5')]));
    const draft = aDraft('r', [aPosting('clearing:report:r:USD', H1, '5')], { kind: 'distribution' });
    const crashing = new CrashingStore(inner, { write: 1, after: true });
    await expect(aLedger(crashing, clock).ledger.postInChunks(draft)).rejects.toThrow('died');
    clock.advance(86_400_000);
    await ledger.postInChunks(draft);

    expect(await ledger.balance(H1)).toMatchObject({ posted: units('5'), available: units('5') });
    expect(await ledger.balance(H1, { knownAt: anInstant('2025-06-01') })).toMatchObject({
      posted: units('5'),
      available: 0n,
    });
  });
});
