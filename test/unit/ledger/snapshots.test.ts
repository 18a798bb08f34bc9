import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Instant } from '#kernel/time/clock';
import { instantOf } from '#kernel/time/clock';
import { takeSnapshots } from '#ledger/steps/take-snapshots';
import { anInstant } from '#test/support/instants';
import { aClock, aDraft, aLedger, anAccount, aPosting } from '#test/support/ledger/builders';
import { InMemoryLedgerStore } from '#test/support/ledger/in-memory-ledger-store';
import { units } from '#test/support/money';

const H1 = anAccount('payable:holder:H1:USD');
const MAY_1 = anInstant('2025-05-01');
const DAY = 86_400_000;

/** Days around 1 May 2025 on which an entry counts, one after another, and after which of them snapshots are taken. */
const history = fc.array(fc.record({ day: fc.integer({ min: -20, max: 20 }), isSnapshot: fc.boolean() }), {
  minLength: 1,
  maxLength: 25,
});

const dayFromMay1 = (day: number): Instant => instantOf(Date.parse(MAY_1) + day * DAY);

async function play(steps: readonly { readonly day: number; readonly isSnapshot: boolean }[]) {
  const store = new InMemoryLedgerStore();
  const clock = aClock(anInstant('2025-05-10'));
  const { ledger, access } = aLedger(store, clock);
  for (const [index, { day, isSnapshot }] of steps.entries()) {
    const posting = aPosting('suspense:x:USD', H1, String(2 ** index));
    await ledger.post(aDraft(`t${index}`, [posting], { effectiveAt: dayFromMay1(day) }));
    clock.advance(60_000);
    if (isSnapshot) await takeSnapshots(access);
    clock.advance(60_000);
  }
  return { store, ledger, access, clock };
}

describe('snapshots of balances', () => {
  it('never change an answer: with them and without, on both clocks, it is the sum of the entries', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (steps) => {
        const { store, ledger } = await play(steps);
        const entries = await store.entriesBefore({ shard: H1 as never, limit: 100 });
        for (const asOf of [dayFromMay1(-1), MAY_1, dayFromMay1(1)])
          for (const knownAt of entries.map(({ recordedAt }) => recordedAt)) {
            const counted = entries.filter((entry) => entry.effectiveAt <= asOf && entry.recordedAt <= knownAt);
            const sum = counted.reduce((total, { credit, debit }) => total + credit - debit, 0n);
            expect((await ledger.balance(H1, { asOf, knownAt })).posted).toBe(sum);
          }
      }),
      { numRuns: 60 },
    );
  });

  it('spare the markers before them: one entry of the far future no longer makes a question read them all', async () => {
    const { store, ledger, access } = await play([{ day: 20, isSnapshot: false }]);
    for (let index = 0; index < 50; index += 1)
      await ledger.post(aDraft(`b${index}`, [aPosting('suspense:x:USD', H1, '1')], { effectiveAt: dayFromMay1(-1) }));
    await takeSnapshots(access);
    await ledger.post(aDraft('late', [aPosting('suspense:x:USD', H1, '1')], { effectiveAt: dayFromMay1(-2) }));
    const asked: number[] = [];
    const between = store.markersBetween.bind(store);
    store.markersBetween = (input) => {
      asked.push(input.through - input.after);
      return between(input);
    };

    expect((await ledger.balance(H1, { asOf: MAY_1 })).posted).toBe(units('51'));
    expect(asked).toEqual([1]);
  });

  it('are of the latest end of a month, and taking them again without a new entry writes nothing', async () => {
    const { store, access, clock } = await play([{ day: -1, isSnapshot: false }]);

    expect(await takeSnapshots(access)).toEqual({ at: MAY_1, taken: 2 });
    expect(await takeSnapshots(access)).toEqual({ at: MAY_1, taken: 0 });
    clock.moveTo(anInstant('2025-06-01'));
    expect(await takeSnapshots(access)).toEqual({ at: anInstant('2025-06-01'), taken: 2 });
    expect(await store.snapshotOf({ shard: H1 as never, at: MAY_1, through: 1 })).toMatchObject({ posted: units('1') });
  });
});
