import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compareDecimals,
  decimalText,
  differenceOf,
  permilleOf,
  quotientOf,
  scaledOf,
  sumOf,
} from '#console/money/decimal.ts';

const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.integer({ min: 0, max: 20 }))
  .map(([units, scale]) => decimalText({ units, scale }));

describe('decimal strings', () => {
  it('come back as they were', () => {
    fc.assert(fc.property(decimal, (text) => decimalText(scaledOf(text)) === text));
  });

  it('add up in any order', () => {
    fc.assert(
      fc.property(fc.array(decimal), (texts) => compareDecimals(sumOf(texts), sumOf(texts.toReversed())) === 0),
    );
  });

  it('less themselves are nothing', () => {
    fc.assert(fc.property(decimal, (text) => scaledOf(differenceOf(text, text)).units === 0n));
  });

  it('of different lengths compare by what they are worth', () => {
    expect(compareDecimals('10', '9.5')).toBe(1);
    expect(compareDecimals('-10', '9.5')).toBe(-1);
    expect(compareDecimals('1.50', '1.5')).toBe(0);
  });

  it('divide by cutting', () => {
    expect(quotientOf('2', '3', 4)).toBe('0.6666');
    expect(quotientOf('1', '0', 4)).toBeUndefined();
    expect(permilleOf('0.0123456789', '0.0246913578')).toBe(500);
  });
});
