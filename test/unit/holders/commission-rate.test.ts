import { describe, expect, it } from 'vitest';
import { canonicalDecimal, effectiveCommissionRate, parseCommissionRate } from '#holders/commission-rate';
import type { Holder } from '#holders/holder';
import { aHolder } from '#test/support/holder-builders';

function holder(fields: { commissionRate?: string; plan?: string }): Holder {
  const { commissionRate: _, plan: __, ...rest } = aHolder();
  return { ...rest, version: 1, ...fields };
}

const PLAN = { plan: 'standard', commissionRate: '0.2', version: 3 };

describe('the effective commission rate (R24)', () => {
  it('is the holder’s own before the plan’s', () => {
    const rate = effectiveCommissionRate(holder({ commissionRate: '0.15', plan: 'standard' }), PLAN);

    expect(rate).toEqual({ kind: 'rate', rate: { digits: 15n, scale: 2 }, from: 'holder' });
  });

  it('is the holder’s own even when it is 0', () => {
    const rate = effectiveCommissionRate(holder({ commissionRate: '0', plan: 'standard' }), PLAN);

    expect(rate).toMatchObject({ rate: { digits: 0n }, from: 'holder' });
  });

  it('is the plan’s where the holder has none', () => {
    const rate = effectiveCommissionRate(holder({ plan: 'standard' }), PLAN);

    expect(rate).toEqual({ kind: 'rate', rate: { digits: 2n, scale: 1 }, from: 'plan' });
  });

  it('is none without either, or with a plan that was never dropped, and says which', () => {
    expect(effectiveCommissionRate(holder({}), undefined)).toMatchObject({ kind: 'none', reason: /neither/ });
    expect(effectiveCommissionRate(holder({ plan: 'gold' }), undefined)).toMatchObject({
      kind: 'none',
      reason: /gold/,
    });
  });

  it('never comes from another holder’s plan', () => {
    expect(() => effectiveCommissionRate(holder({ plan: 'gold' }), PLAN)).toThrow('standard');
  });
});

describe('a dropped rate', () => {
  it.each([
    ['0', { digits: 0n, scale: 0 }],
    ['1', { digits: 1n, scale: 0 }],
    ['1.0000000000', { digits: 1n, scale: 0 }],
    ['0.0000000001', { digits: 1n, scale: 10 }],
    ['0.9999999999', { digits: 9_999_999_999n, scale: 10 }],
    ['1.5e-1', { digits: 15n, scale: 2 }],
    ['0.15000000000000', { digits: 15n, scale: 2 }],
  ])('%s is one, in its shortest form', (text, rate) => {
    expect(parseCommissionRate(text)).toEqual(rate);
  });

  it.each(['', '-0.1', '1.0000000001', '15', '15%', '0,15', '0.00000000001', 'NaN', '1e400', ' 0.1'])(
    '%j is none',
    (text) => {
      expect(parseCommissionRate(text)).toBeUndefined();
    },
  );

  it.each([
    ['0.150', '0.15'],
    ['1.5e-1', '0.15'],
    ['0E-18', '0'],
    ['1.000', '1'],
  ])('%s is kept as %s', (text, kept) => {
    const rate = parseCommissionRate(text);

    expect(rate && canonicalDecimal(rate)).toBe(kept);
  });
});
