import { describe, expect, it } from 'vitest';
import { brokenInvariants, standingOf } from '#test/support/simulation/invariants';
import { simulate } from '#test/support/simulation/simulate';

const ONE = process.env['SEED'];
const SEEDS = Number(process.env['SIMULATION_SEEDS'] ?? 150);
const FIRST = Number(process.env['SIMULATION_FIRST'] ?? 1);

describe('ingest and close under faults, by seed', () => {
  it(
    'loses nothing, pays nothing twice, and comes to what the rulings say, to the last digit',
    async () => {
      const seeds = ONE === undefined ? Array.from({ length: SEEDS }, (_, index) => FIRST + index) : [Number(ONE)];
      for (const seed of seeds) {
        const lived = await simulate(seed);
        const broken = [...lived.broken, ...brokenInvariants(await standingOf(lived))];
        expect(broken, `SEED=${seed} npx vitest run test/simulation/close/closes-under-faults.test.ts`).toEqual([]);
      }
    },
    600_000 + SEEDS * 2000,
  );
});
