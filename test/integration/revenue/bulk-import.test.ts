import { expect, it } from 'vitest';
import { openRevenueWorkbench } from '#revenue/adapters/duckdb-revenue-workbench';
import { importRevenue } from '#revenue/steps/import-revenue';
import { fixedClock } from '#test/support/instants';
import { memoryRevenue } from '#test/support/revenue-memory';

const SUBSCRIBERS = 400_000;
const LINES_OF_A_PIECE = 10_000;

/** A file by subscriber, 9.99 each, as a stream delivers it. */
async function* subscribers(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('country,period,user_id,currency,amount\n');
  for (let from = 0; from < SUBSCRIBERS; from += LINES_OF_A_PIECE) {
    const lines = Array.from({ length: LINES_OF_A_PIECE }, (_, index) => `US,2025-04,u${from + index},USD,9.99\n`);
    yield Buffer.from(lines.join(''));
  }
}

it(`a file of ${SUBSCRIBERS} subscribers adds up to the last digit, in memory that does not grow with it`, async () => {
  const { store, bell } = memoryRevenue();
  const clock = fixedClock('2025-05-01');
  const before = process.memoryUsage().rss;

  const outcome = await importRevenue('d_1', {
    clock,
    store,
    bell,
    openWorkbench: openRevenueWorkbench,
    bytes: async () => subscribers(),
  });

  expect(outcome).toMatchObject({ revenueImport: { counts: { created: 1, rows: SUBSCRIBERS } } });
  expect(await store.current('US_2025_04')).toMatchObject({ rows: SUBSCRIBERS, total: '3996000.0000000000' });
  expect(process.memoryUsage().rss - before).toBeLessThan(700 * 2 ** 20);
});
