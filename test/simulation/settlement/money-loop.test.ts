import { describe, expect, it } from 'vitest';
import { liveMoneyLoop } from '#test/support/settlement/money-loop';

const SEEDS = Number(process.env['SIMULATION_SEEDS'] ?? 40);
const FIRST = Number(process.env['SIMULATION_FIRST'] ?? 1);
const ONE = process.env['SEED'];

describe('the loop of all money, by seed', () => {
  it(`pays nobody twice and loses nothing over ${ONE ?? SEEDS} seeds`, async () => {
    const seeds = ONE === undefined ? Array.from({ length: SEEDS }, (_, index) => FIRST + index) : [Number(ONE)];
    const seen = { deaths: 0, paid: 0, returned: 0, rejected: 0, closed: 0, approved: 0 };
    for (const seed of seeds) {
      const { broken, ...counts } = await liveMoneyLoop(seed);
      expect(broken, `SEED=${seed} npx vitest run test/simulation/settlement/money-loop.test.ts`).toEqual([]);
      for (const name of Object.keys(seen) as (keyof typeof seen)[]) seen[name] += counts[name];
    }
    // A world in which nothing happens would keep every law.
    if (ONE === undefined) for (const count of Object.values(seen)) expect(count).toBeGreaterThan(SEEDS / 10);
  }, 3_600_000);
});
