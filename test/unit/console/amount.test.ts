import { describe, expect, it } from 'vitest';
import { amountLine, amountParts, countText, percentText, ratioText } from '#console/money/amount.ts';

describe('an amount on the screen', () => {
  it('keeps digits that no float could carry', () => {
    const amount = '12345678901234567890.0123456789';

    expect(amountLine({ amount, currency: 'USD', locale: 'en' })).toBe('12,345,678,901,234,567,890.0123456789 USD');
  });

  it('parts the minor unit from what nobody pays out', () => {
    expect(amountParts({ amount: '1234.5678900000', currency: 'USD', locale: 'en' })).toEqual({
      sign: '',
      head: '1,234.56',
      tail: '789',
      currency: 'USD',
    });
  });

  it.each([
    ['en', '1,234,567.50 USD'],
    ['de', '1.234.567,50 USD'],
    ['en-IN', '12,34,567.50 USD'],
    ['sv', '1\u00a0234\u00a0567,50 USD'],
  ])('has the separators of %s', (locale, expected) => {
    expect(amountLine({ amount: '1234567.5', currency: 'USD', locale })).toBe(expected);
  });

  it('has as many decimals as its currency has coins for', () => {
    expect(amountLine({ amount: '1200.0000000000', currency: 'JPY', locale: 'en' })).toBe('1,200 JPY');
    expect(amountLine({ amount: '1.5', currency: 'BHD', locale: 'en' })).toBe('1.500 BHD');
    expect(amountLine({ amount: '1200.25', currency: 'JPY', locale: 'en' })).toBe('1,200.25 JPY');
  });

  it('cut to minor units is never rounded up', () => {
    expect(amountLine({ amount: '9.9999999999', currency: 'USD', detail: 'minor', locale: 'en' })).toBe('9.99 USD');
    expect(amountLine({ amount: '-9.9999999999', currency: 'USD', detail: 'minor', locale: 'en' })).toBe('−9.99 USD');
  });

  it('of nothing owed has no sign', () => {
    expect(amountLine({ amount: '-0.0000000000', currency: 'USD', locale: 'en' })).toBe('0.00 USD');
  });

  it('that is no decimal is refused, saying what would be right', () => {
    expect(() => amountLine({ amount: '1e3', currency: 'USD' })).toThrow('"1e3" is no decimal; "12.34" would be right');
  });
});

describe('a part of a whole', () => {
  it('is cut, not rounded', () => {
    expect(percentText('0.999999', 1, 'en')).toBe('99.9 %');
    expect(percentText('-0.051234', 2, 'en')).toBe('-5.12 %');
    expect(percentText('1.000000', 0, 'en')).toBe('100 %');
  });

  it('of counts is exact to six digits', () => {
    expect(ratioText(1, 3)).toBe('0.333333');
    expect(ratioText(-1, 3)).toBe('-0.333333');
    expect(ratioText(3, 0)).toBeUndefined();
  });

  it('of a count beyond what floats hold is still a count', () => {
    expect(countText(9_007_199_254_740_993n, 'en')).toBe('9,007,199,254,740,993');
  });
});
