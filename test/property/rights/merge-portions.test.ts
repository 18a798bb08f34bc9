import fc from 'fast-check';
import { expect, it } from 'vitest';
import { allocate } from '#kernel/money/allocate';
import { instantOf } from '#kernel/time/clock';
import { coveredSpans, summedSpans } from '#rights/coverage';
import { isInForce } from '#rights/effective-interval';
import { mergePortions } from '#rights/merge-portions';
import { type DroppedPortion, type Portion, WHOLE_UNITS } from '#rights/portion';

const DAY_MILLISECONDS = 86_400_000;
const MEMBERS = ['H1', 'H2', 'H3'];

/** Any rows, mostly wrong ones. */
const anyRows = fc.array(
  fc.record({
    member: fc.constantFrom(...MEMBERS),
    units: fc.constantFrom(25_000n, 50_000n, 75_000n, WHOLE_UNITS),
    from: fc.integer({ min: 0, max: 9 }),
    days: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
    line: fc.integer({ min: 2, max: 99 }),
  }),
  { minLength: 1, maxLength: 4 },
);

/** A deal whose shares sum to 1, open or closed. */
const aDeal = fc
  .record({
    parts: fc.uniqueArray(fc.constantFrom(...MEMBERS), { minLength: 1 }),
    weights: fc.array(fc.bigInt({ min: 1n, max: 9n }), { minLength: 3, maxLength: 3 }),
    from: fc.integer({ min: 0, max: 9 }),
    days: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
  })
  .map(({ parts, weights, from, days }) =>
    allocate({
      amount: WHOLE_UNITS,
      participants: parts.map((id, index) => ({ id, weight: weights[index] ?? 1n })),
    }).map(({ id, amount }, index) => ({ member: id, units: amount, from, days, line: index + 2 })),
  );

type Row = { readonly member: string; readonly units: bigint; readonly from: number; readonly line: number };

const rowsOf = (rows: readonly (Row & { readonly days: number | undefined })[]): readonly DroppedPortion[] =>
  rows.map(({ from, days, ...row }) => ({
    ...row,
    effectiveFrom: instantOf(from * DAY_MILLISECONDS),
    effectiveTo: days === undefined ? undefined : instantOf((from + days) * DAY_MILLISECONDS),
  }));

const drops = fc.array(fc.oneof({ weight: 3, arbitrary: aDeal }, { weight: 1, arbitrary: anyRows }).map(rowsOf), {
  minLength: 1,
  maxLength: 8,
});

function historyAfter(all: readonly (readonly DroppedPortion[])[]): readonly Portion[] {
  return all.reduce<readonly Portion[]>((history, rows) => {
    const merge = mergePortions(history, rows);
    return merge.kind === 'merged' ? merge.portions : history;
  }, []);
}

const inOrder = (portions: readonly Portion[]) =>
  portions.map((portion) => JSON.stringify(portion, replacer)).toSorted();
const replacer = (_key: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);

it('whatever is dropped, shares sum to exactly 1 wherever they cover and no holder stands twice', () => {
  fc.assert(
    fc.property(drops, (all) => {
      const history = historyAfter(all);

      expect(summedSpans(history).filter(({ units }) => units !== WHOLE_UNITS)).toEqual([]);
      for (let day = 0; day < 20; day += 1) {
        const at = instantOf(day * DAY_MILLISECONDS);
        const members = history.filter((portion) => isInForce(portion, at)).map(({ member }) => member);
        expect(members).toEqual([...new Set(members)]);
      }
    }),
    { numRuns: 1000 },
  );
});

it('a drop that was accepted changes nothing when it is dropped again', () => {
  fc.assert(
    fc.property(drops, aDeal.map(rowsOf), (all, last) => {
      const merge = mergePortions(historyAfter(all), last);
      fc.pre(merge.kind === 'merged');

      const again = mergePortions(merge.kind === 'merged' ? merge.portions : [], last);

      expect(again).toMatchObject({ kind: 'merged', created: 0, closed: 0, portions: merge.portions });
    }),
    { numRuns: 1000 },
  );
});

it('what is in force before a drop’s first new instant stays in force after it (R11)', () => {
  fc.assert(
    fc.property(drops, aDeal.map(rowsOf), (all, last) => {
      const history = historyAfter(all);
      const merge = mergePortions(history, last);
      fc.pre(merge.kind === 'merged');
      const portions = merge.kind === 'merged' ? merge.portions : [];
      const shares = (rows: readonly Portion[], day: number) =>
        rows
          .filter((row) => isInForce(row, instantOf(day * DAY_MILLISECONDS)))
          .map(({ member, units }) => `${member} ${units}`)
          .toSorted();

      const first = Math.min(...last.map(({ effectiveFrom }) => Date.parse(effectiveFrom) / DAY_MILLISECONDS));
      for (let day = 0; day < first; day += 1) expect(shares(portions, day)).toEqual(shares(history, day));
    }),
    { numRuns: 500 },
  );
});

it('closed deals that share no time come to the same history in any order', () => {
  const apart = fc
    .array(aDeal, { minLength: 1, maxLength: 5 })
    .map((deals) =>
      deals.map((deal, index) =>
        rowsOf(deal.map((row) => ({ ...row, from: index * 7 + (row.from % 2), days: row.days ?? 5 }))),
      ),
    )
    .chain((deals) => fc.tuple(fc.constant(deals), fc.shuffledSubarray(deals, { minLength: deals.length })));
  fc.assert(
    fc.property(apart, ([deals, shuffled]) => {
      expect(inOrder(historyAfter(shuffled))).toEqual(inOrder(historyAfter(deals)));
      expect(coveredSpans(historyAfter(deals)).length).toBeGreaterThan(0);
    }),
    { numRuns: 300 },
  );
});
