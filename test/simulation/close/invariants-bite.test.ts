import { beforeAll, describe, expect, it } from 'vitest';
import { brokenInvariants, type Standing, type StandingMonth, standingOf } from '#test/support/simulation/invariants';
import { simulate } from '#test/support/simulation/simulate';

let standing: Standing;

beforeAll(async () => {
  standing = await standingOf(await simulate(2));
});

/** The standing with its first month that has plays changed. */
function withMonth(change: (month: StandingMonth) => Partial<StandingMonth>): Standing {
  const at = standing.months.findIndex(({ claimed }) => claimed > 0n);
  const months = standing.months.map((month, index) => (index === at ? { ...month, ...change(month) } : month));
  return { ...standing, months };
}

describe('the checks of the simulation', () => {
  it('find nothing in a world that went right', () => {
    expect(brokenInvariants(standing)).toEqual([]);
  });

  it('see a line that is 10⁻²⁰ short, and a residual that is one unit short', () => {
    const shortLine = brokenInvariants(withMonth(({ claimed }) => ({ claimed: claimed - 1n })));
    const shortResidual = brokenInvariants(withMonth(({ residual }) => ({ residual: residual - 1n })));

    expect(shortLine).toEqual([expect.stringContaining('drifts by -1')]);
    expect(shortResidual).toContainEqual(expect.stringContaining('drifts by -10000000000'));
  });

  it('see a play that is sealed in two periods, and one that is sealed nowhere', () => {
    const elsewhere = standing.months.at(-1)?.playIds[0] ?? '';
    const twice = brokenInvariants(withMonth(({ playIds }) => ({ playIds: [...playIds, elsewhere] })));
    const lost = brokenInvariants(withMonth(({ playIds }) => ({ playIds: playIds.slice(1) })));

    expect(twice).toContainEqual(expect.stringContaining(`${elsewhere} is sealed in`));
    expect(lost).toEqual([expect.stringContaining('seals other plays')]);
  });

  it('see a state that goes back, and one that is left out', () => {
    const back = brokenInvariants({ ...standing, states: new Map([['US_2025_04', ['OPEN', 'CUTOFF', 'OPEN']]]) });
    const skipped = brokenInvariants({ ...standing, states: new Map([['US_2025_04', ['OPEN', 'FROZEN']]]) });

    expect(back).toEqual(['US_2025_04 moved from CUTOFF to OPEN']);
    expect(skipped).toEqual(['US_2025_04 moved from OPEN to FROZEN']);
  });

  it('see a replay that differs, and a ledger whose sides do not balance', () => {
    const differs = brokenInvariants({ ...standing, replays: [{ periodId: 'US_2025_04', matches: false }] });
    const unbalanced = brokenInvariants({ ...standing, ledgerFaults: ['USD is off by 1'] });

    expect(differs).toEqual(['US_2025_04 does not replay']);
    expect(unbalanced).toEqual(['USD is off by 1']);
  });

  it('see a holder who got a unit too much', () => {
    const [account = '', units = 0n] = [...standing.balances].find(([path]) => path.startsWith('payable:')) ?? [];
    const balances = new Map([...standing.balances, [account, units + 1n]]);

    expect(brokenInvariants({ ...standing, balances })).toEqual([expect.stringContaining(account)]);
  });
});

describe('a world whose lake is broken', () => {
  it('is seen when a drain does not wait for what is on its way', async () => {
    const found: string[] = [];
    for (let seed = 1; seed <= 60 && found.length === 0; seed += 1) {
      const lived = await simulate(seed, { isDrainBlind: true });
      found.push(...lived.broken, ...brokenInvariants(await standingOf(lived)));
    }

    expect(found).not.toEqual([]);
  });

  it('is seen when every play earns a unit too little, though not a unit of the pool is lost', async () => {
    const lived = await simulate(2, { isRateShort: true });

    const found = brokenInvariants(await standingOf(lived));
    expect(found).not.toContainEqual(expect.stringContaining('drifts by'));
    expect(found).toContainEqual(expect.stringContaining('has residual'));
  });

  it('is never paid when a line is missing', async () => {
    const lived = await simulate(2, { isLineLost: true });

    expect(lived.broken).toContainEqual(expect.stringContaining('never came to an end'));
  });
});
