import { describe, expect, it } from 'vitest';
import { determinePool, mintRate, type PoolInputs } from '#close/pool';
import { parseCurrency } from '#kernel/money/currency';
import { parseDecimal } from '#kernel/money/decimal';
import { units } from '#test/support/money';

const currency = (code: string) => parseCurrency(code) ?? ('' as never);
const share = (text: string) => parseDecimal(text) ?? ('' as never);

function aPool({ code = 'USD', ...inputs }: Partial<Omit<PoolInputs, 'currency'>> & { readonly code?: string }) {
  return determinePool({
    currency: currency(code),
    revenueVersion: 1,
    collectedRevenue: units('100'),
    poolShare: share('0.70'),
    carry: 0n,
    ...inputs,
  });
}

describe('a pool (R13)', () => {
  it('is the shared part of what was collected, plus carry and adjustments', () => {
    const corrections = { run: 'c1', totalsKey: 'k', totalsHash: 'h', amount: '-1.5000000000', sources: [] };
    const pool = aPool({ carry: units('0.0000000123'), corrections });

    expect(pool).toMatchObject({
      sharedRevenue: '70.0000000000',
      carry: '0.0000000123',
      adjustments: '-1.5000000000',
      pool: '68.5000000123',
    });
  });

  it.each([
    ['USD', '0.05', '0.70', '0.0400000000'],
    ['USD', '0.15', '0.70', '0.1000000000'],
    ['USD', '0.0500000001', '0.70', '0.0400000000'],
    ['USD', '0.0642857143', '0.70', '0.0500000000'],
    ['JPY', '5', '0.70', '4.0000000000'],
    ['JPY', '15', '0.70', '10.0000000000'],
    ['KWD', '0.005', '0.70', '0.0040000000'],
    ['USD', '-0.05', '0.70', '-0.0400000000'],
  ])('in %s, %s × %s is %s: half to even, at the minor unit', (code, collected, part, shared) => {
    expect(aPool({ code, collectedRevenue: units(collected), poolShare: share(part) }).sharedRevenue).toBe(shared);
  });

  it('is rounded once: just below a tie at the minor unit is below it, however near', () => {
    const pool = aPool({ collectedRevenue: units('0.0499999999'), poolShare: share('0.7') });

    expect(pool.sharedRevenue).toBe('0.0300000000');
  });
});

describe('the rate (R14)', () => {
  it('is the pool over the qualified plays, truncated to ten decimals beside its exact pair', () => {
    expect(mintRate({ pool: units('100'), qualifiedPlays: 3 })).toEqual({
      perStreamRate: '33.3333333333',
      ratePair: { dividend: '1000000000000', divisor: '3' },
    });
    expect(mintRate({ pool: units('2'), qualifiedPlays: 3 }).perStreamRate).toBe('0.6666666666');
  });

  it('does not exist where no play qualified or the pool is not positive (R13, R18)', () => {
    expect(mintRate({ pool: units('100'), qualifiedPlays: 0 })).toEqual({});
    expect(mintRate({ pool: 0n, qualifiedPlays: 3 })).toEqual({});
    expect(mintRate({ pool: -1n, qualifiedPlays: 3 })).toEqual({});
  });
});
