import { expect, it } from 'vitest';
import { amountRatioText, ratioText, sumText } from '#analytics/ratio';

it.each([
  [1n, 3n, '0.333333'],
  [2n, 3n, '0.666667'],
  [1n, 2_000_000n, '0.000000'],
  [3n, 2_000_000n, '0.000002'],
  [5n, 5n, '1.000000'],
  [0n, 0n, '0.000000'],
])('%d of %d is %s, half-even at six digits', (part, whole, ratio) => {
  expect(ratioText({ part, whole })).toBe(ratio);
});

it('amounts of unequal digits divide and add exactly', () => {
  expect(amountRatioText({ part: '0.5', whole: '2.00' })).toBe('0.250000');
  expect(sumText(['0.10000000000000000001', '0.2'], 20)).toBe('0.30000000000000000001');
  expect(sumText([], 20)).toBe('0.00000000000000000000');
});
