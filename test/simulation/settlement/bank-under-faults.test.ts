import { describe, expect, it } from 'vitest';
import { settleWorld } from '#test/support/settlement/random-bank';

const SEEDS = Number(process.env['SIMULATION_SEEDS'] ?? 100);
const ONE = process.env['SEED'];

describe('settlement under faults, by seed', () => {
  it(`pays nothing twice, loses nothing and ends with the bank's own balance, over ${ONE ?? SEEDS} seeds`, async () => {
    const seeds = ONE === undefined ? Array.from({ length: SEEDS }, (_, index) => index + 1) : [Number(ONE)];
    const seen = { lines: 0, matched: 0, faults: 0 };
    for (const seed of seeds) {
      const { broken, ...counts } = await settleWorld(seed);
      seen.lines += counts.lines;
      seen.matched += counts.matched;
      seen.faults += counts.faults;
      expect(broken, `SEED=${seed} npx vitest run test/simulation/settlement`).toEqual([]);
    }
    if (ONE === undefined) expect(Math.min(seen.lines, seen.matched, seen.faults)).toBeGreaterThan(SEEDS);
  }, 120_000);
});
