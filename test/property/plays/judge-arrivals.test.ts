import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aJudgeDatabase } from '#test/support/plays/judge-database';
import { type Arrival, isWithin, judgeAll, placeOf } from '#test/support/plays/judge-model';

const DAY = 86_400_000;

let database: Awaited<ReturnType<typeof aJudgeDatabase>>;

beforeAll(async () => {
  database = await aJudgeDatabase();
});

afterAll(() => database.close());

/** Arrivals of two ids from two sources over more than three horizons, many at one instant, in two countries and months. */
const arrivals = fc
  .array(
    fc.record({
      playId: fc.constantFrom('a', 'b'),
      source: fc.constantFrom('s1', 's2'),
      day: fc.oneof(fc.integer({ min: 0, max: 400 }), fc.constantFrom(0, 119, 120, 121, 239, 240)),
      contentHash: fc.constantFrom('x', 'y'),
      countryId: fc.constantFrom('US', 'GB'),
      month: fc.integer({ min: 0, max: 2 }),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((items) =>
    items.map(
      ({ day, month, ...rest }, index): Arrival => ({
        ...rest,
        position: String(index).padStart(3, '0'),
        ingestedAtMs: day * DAY,
        playedAtMs: month * 30 * DAY,
      }),
    ),
  );

/** The same arrivals in some order, cut into batches, some of which come twice. */
const deliveries = arrivals.chain((all) =>
  fc.record({
    all: fc.constant(all),
    order: fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length }),
    cuts: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 12, maxLength: 12 }),
    repeated: fc.subarray(all),
  }),
);

function batchesOf(order: readonly Arrival[], cuts: readonly number[]): readonly (readonly Arrival[])[] {
  const batches: (readonly Arrival[])[] = [];
  let start = 0;
  for (const size of cuts) {
    if (start < order.length) batches.push(order.slice(start, start + size));
    start += size;
  }
  if (start < order.length) batches.push(order.slice(start));
  return batches;
}

describe('the judgement of arrivals (R6)', () => {
  it('names the same winners and counts whatever the order, the batches and the repetitions', async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, async ({ all, order, cuts, repeated }) => {
        await database.clear();
        for (const batch of batchesOf(order, cuts)) await database.run(batch);
        await database.run(repeated);

        expect(await database.judgement()).toEqual(judgeAll(all, new Set()));
      }),
      { numRuns: 40 },
    );
  });

  it('lets a sealed winner stand against every arrival that is processed later', async () => {
    const seal = { countryId: 'US', periodStartMs: 0, periodEndMs: 30 * DAY, cutoffAtMs: 200 * DAY };
    await fc.assert(
      fc.asyncProperty(deliveries, fc.nat({ max: 6 }), async ({ all, order, cuts, repeated }, after) => {
        await database.clear();
        const batches = batchesOf(order, cuts);
        for (const batch of batches.slice(0, after)) await database.run(batch);
        const seen = batches.slice(0, after).flat();
        const before = new Set(judgeAll(seen, new Set()).winners);
        const sealed = seen.filter((arrival) => before.has(placeOf(arrival)) && isWithin(seal, arrival)).map(placeOf);
        database.seal(seal);
        for (const batch of [...batches.slice(after), repeated]) await database.run(batch);

        expect(await database.judgement()).toEqual(judgeAll(all, new Set(sealed)));
      }),
      { numRuns: 40 },
    );
  });
});
