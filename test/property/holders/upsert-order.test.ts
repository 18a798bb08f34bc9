import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { PlanContent } from '#holders/holder';
import { importPlans } from '#holders/steps/import-plans';
import type { VersionedRecords } from '#holders/versioned-records';
import { bytesOf } from '#test/support/bytes';
import { memoryRecords } from '#test/support/holder-memory';
import { anInstant } from '#test/support/instants';

interface PlanDrop {
  readonly day: number;
  readonly rates: Readonly<Record<string, string>>;
}

/** Every drop says something of its own, so that "the later drop wins" has one answer. */
const drops = fc
  .array(fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1 }), { minLength: 1, maxLength: 6 })
  .map((lists) =>
    lists.map((plans, index) => ({
      day: index + 1,
      rates: Object.fromEntries(plans.map((plan) => [plan, `0.0${index + 1}`])),
    })),
  );

function run({ day, rates }: PlanDrop, plans: VersionedRecords<PlanContent>) {
  const lines = Object.entries(rates).map(([plan, rate]) => `${plan},${rate}`);
  const text = ['plan,commission_rate', ...lines].join('\n');
  const drop = { dropId: `d_${day}`, droppedAt: anInstant(`2025-05-0${day}`) };
  return importPlans(drop, { plans, bytes: async () => bytesOf(text) });
}

const ratesOf = (records: ReturnType<typeof memoryRecords<PlanContent>>) =>
  Object.fromEntries([...records.heads].map(([plan, { content }]) => [plan, content.commissionRate]));

it('whatever the order and repetition of imports, each plan is as its latest drop says', async () => {
  await fc.assert(
    fc.asyncProperty(
      drops.chain((all) =>
        fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: all.length })),
      ),
      async ([all, someOrder]) => {
        const records = memoryRecords<PlanContent>(2);
        for (const drop of [...someOrder, ...all.toReversed()]) await run(drop, records);

        const expected = Object.assign({}, ...all.map(({ rates }) => rates)) as Record<string, string>;

        expect(ratesOf(records)).toEqual(
          Object.fromEntries(Object.entries(expected).map(([plan, rate]) => [plan, rate])),
        );
      },
    ),
    { numRuns: 200 },
  );
});

it('a drop that is imported again changes nothing and counts the same', async () => {
  await fc.assert(
    fc.asyncProperty(drops, async (all) => {
      const records = memoryRecords<PlanContent>(2);
      for (const drop of all) {
        const first = await run(drop, records);
        const versions = records.history.length;

        const second = await run(drop, records);

        expect(second).toEqual(first);
        expect(records.history).toHaveLength(versions);
      }
    }),
    { numRuns: 200 },
  );
});
