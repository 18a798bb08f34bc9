import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDecimals, type Decimal, formatDecimal } from '#kernel/money/decimal';
import { divideFloor } from '#kernel/money/rounding';
import { sumUnits } from '#kernel/money/units';
import { splitCommission } from '#reports/commission';
import { parseNumber } from '#reports/dialects/number-dialect';
import { createConverter } from '#reports/effective-factor';
import { createCurrencySums } from '#reports/reading/tally';

const amount = fc.record({
  digits: fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }),
  scale: fc.integer({ min: 0, max: 28 }),
});
const amounts = fc.array(amount, { minLength: 1, maxLength: 60 });
const received = fc.bigInt({ min: 1n, max: 10n ** 20n });

const sumOf = (values: readonly Decimal[]) => values.reduce(addDecimals, { digits: 0n, scale: 0 });

describe('conversion by the effective factor (R23)', () => {
  it('sums to the amount received, whatever the signs and the order', () => {
    fc.assert(
      fc.property(amounts, received, (rows, arrived) => {
        const original = sumOf(rows);
        fc.pre(original.digits !== 0n);
        const signed = original.digits < 0n ? -arrived : arrived;
        const convert = createConverter({ received: signed, original });

        expect(sumUnits(rows.map(convert))).toBe(signed);
      }),
    );
  });

  it('row by row equals the closed form floor(f·S_i) − floor(f·S_{i−1})', () => {
    fc.assert(
      fc.property(amounts, received, (rows, arrived) => {
        const original = sumOf(rows);
        fc.pre(original.digits !== 0n);
        const convert = createConverter({ received: arrived, original });
        const scale = Math.max(original.scale, ...rows.map((row) => row.scale));
        const at = (value: Decimal) => value.digits * 10n ** BigInt(scale - value.scale);
        const closed = (index: number) => divideFloor(arrived * at(sumOf(rows.slice(0, index))), at(original));

        for (const [index, row] of rows.entries()) expect(convert(row)).toBe(closed(index + 1) - closed(index));
      }),
    );
  });

  it('is never more than one unit away from the exact part', () => {
    fc.assert(
      fc.property(amounts, received, (rows, arrived) => {
        const original = sumOf(rows);
        fc.pre(original.digits > 0n);
        const convert = createConverter({ received: arrived, original });

        for (const row of rows) {
          const scale = Math.max(row.scale, original.scale);
          const dividend = arrived * row.digits * 10n ** BigInt(scale - row.scale);
          const divisor = original.digits * 10n ** BigInt(scale - original.scale);
          const difference = convert(row) * divisor - dividend;
          expect(difference > -divisor && difference < divisor).toBe(true);
        }
      }),
    );
  });
});

describe('commission (R24)', () => {
  it('and the holder’s part sum to the amount; neither is negative unless the amount is', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }),
        fc.bigInt({ min: 0n, max: 10n ** 10n }),
        (value, digits) => {
          const { commission, holder } = splitCommission(value, { digits, scale: 10 });

          expect(commission + holder).toBe(value);
          expect(commission >= 0n && (value < 0n ? holder === value : holder >= 0n)).toBe(true);
        },
      ),
    );
  });
});

describe('sums and numbers', () => {
  it('a currency’s sum is exact at the largest scale that occurs', () => {
    fc.assert(
      fc.property(amounts, (rows) => {
        const sums = createCurrencySums();
        for (const row of rows) sums.add('USD', row);

        expect(sums.totals()).toEqual([{ currency: 'USD', amount: formatDecimal(sumOf(rows)), rows: rows.length }]);
      }),
    );
  });

  it('a number written in any dialect is read back to the digit', () => {
    const whole = fc.bigInt({ min: 0n, max: 10n ** 20n });
    const fraction = fc.stringMatching(/^\d{0,28}$/);
    const dialects = fc.constantFrom(
      { decimal: '.', thousands: ',' } as const,
      { decimal: ',', thousands: '.' } as const,
      { decimal: ',', thousands: 'space' } as const,
      { decimal: '.', thousands: "'" } as const,
    );
    const signs = fc.constantFrom('', '-', '()', '-$');

    fc.assert(
      fc.property(whole, fraction, dialects, signs, (integer, decimals, dialect, sign) => {
        const separator = dialect.thousands === 'space' ? '\u00a0' : dialect.thousands;
        const grouped = integer.toString().replace(/\B(?=(\d{3})+$)/g, separator);
        const written = grouped + (decimals === '' ? '' : dialect.decimal + decimals);
        const text = sign === '()' ? `(${written})` : sign + written;
        const digits = BigInt(integer.toString() + decimals);

        expect(parseNumber(text, dialect)?.value).toEqual({
          digits: sign === '' ? digits : -digits,
          scale: decimals.length,
        });
      }),
    );
  });
});
