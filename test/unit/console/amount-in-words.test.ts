import { describe, expect, it } from 'vitest';
import { amountInWords } from '#console/money/amount-in-words.ts';

describe('an amount in words', () => {
  it.each([
    ['0', 'USD', 'zero and 00/100 US Dollars'],
    ['1234.5', 'USD', 'one thousand two hundred thirty-four and 50/100 US Dollars'],
    ['100.00', 'EUR', 'one hundred and 00/100 Euros'],
    ['1000000.01', 'GBP', 'one million and 01/100 British Pounds'],
    ['19', 'JPY', 'nineteen Japanese Yens'],
    ['0.0000000001', 'USD', 'zero and 0000000001/10000000000 US Dollars'],
    ['-70.10', 'USD', 'minus seventy and 10/100 US Dollars'],
    [
      '12345678901234567890.00',
      'USD',
      'twelve quintillion three hundred forty-five quadrillion six hundred seventy-eight trillion nine hundred one billion two hundred thirty-four million five hundred sixty-seven thousand eight hundred ninety and 00/100 US Dollars',
    ],
  ])('%s %s is %s', (amount, currency, words) => {
    expect(amountInWords(amount, currency)).toBe(words);
  });

  it('a point that slipped reads differently', () => {
    expect(amountInWords('1000.00', 'USD')).not.toBe(amountInWords('100000', 'USD'));
  });
});
