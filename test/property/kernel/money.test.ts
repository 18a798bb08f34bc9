import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocate } from '#kernel/money/allocate';
import { addDecimals, compareDecimals, formatDecimal, parseDecimal } from '#kernel/money/decimal';
import { roundToMinorUnits } from '#kernel/money/minor-units';
import { divideFloor, divideHalfEven, multiplyHalfEven, truncate } from '#kernel/money/rounding';
import { formatUnits, LEDGER_SCALE, parseUnits } from '#kernel/money/units';
import { compareUtf8 } from '#kernel/utf8-order';
import { currency } from '#test/support/money';

const anInteger = fc.bigInt({ min: -(10n ** 38n), max: 10n ** 38n });
const aDivisor = anInteger.filter((value) => value !== 0n);
const decimals = fc.record({ digits: fc.bigInt({ min: -(10n ** 28n) + 1n, max: 10n ** 28n - 1n }), scale: fc.nat(28) });
const participants = fc.uniqueArray(
  fc.record({
    id: fc.string({ unit: 'binary', minLength: 1, maxLength: 4 }),
    weight: fc.bigInt({ min: 0n, max: 10n ** 20n }),
  }),
  { selector: ({ id }) => id, minLength: 1, maxLength: 40 },
);
const magnitude = (value: bigint) => (value < 0n ? -value : value);

describe('decimals', () => {
  it('survive a round trip through their text', () => {
    fc.assert(
      fc.property(decimals, (decimal) => {
        expect(parseDecimal(formatDecimal(decimal))).toEqual(decimal);
      }),
    );
  });

  it('are the same number in exponent form', () => {
    fc.assert(
      fc.property(decimals, ({ digits, scale }) => {
        const read = parseDecimal(`${digits}E-${scale}`);
        expect(read).toEqual({ digits, scale });
      }),
    );
  });

  it('add like integers at a common scale', () => {
    fc.assert(
      fc.property(decimals, decimals, (a, b) => {
        const scale = Math.max(a.scale, b.scale);
        const at = (d: typeof a) => d.digits * 10n ** BigInt(scale - d.scale);
        expect(addDecimals(a, b)).toEqual({ digits: at(a) + at(b), scale });
        expect(Math.sign(compareDecimals(a, b))).toBe(at(a) === at(b) ? 0 : at(a) < at(b) ? -1 : 1);
      }),
    );
  });

  it('never throw, whatever the cell says', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseDecimal(text)));
  });

  it('are ledger units when ten decimals suffice', () => {
    fc.assert(
      fc.property(anInteger, (value) => {
        fc.pre(magnitude(value) < 10n ** 38n);
        expect(parseUnits(formatUnits(value))).toBe(value);
      }),
    );
  });
});

describe('rounding laws', () => {
  it('floor leaves a remainder with the sign of the divisor', () => {
    fc.assert(
      fc.property(anInteger, aDivisor, (dividend, divisor) => {
        const remainder = dividend - divideFloor(dividend, divisor) * divisor;
        expect(magnitude(remainder) < magnitude(divisor)).toBe(true);
        expect(remainder === 0n || remainder < 0n === divisor < 0n).toBe(true);
      }),
    );
  });

  it('half even is never more than half away, and even at exactly half', () => {
    fc.assert(
      fc.property(anInteger, aDivisor, (dividend, divisor) => {
        const rounded = divideHalfEven(dividend, divisor);
        const twice = magnitude(dividend - rounded * divisor) * 2n;
        expect(twice <= magnitude(divisor)).toBe(true);
        if (twice === magnitude(divisor)) expect(rounded % 2n).toBe(0n);
      }),
    );
  });

  it('half even and truncation mirror at zero', () => {
    fc.assert(
      fc.property(anInteger, aDivisor, (dividend, divisor) => {
        expect(divideHalfEven(-dividend, divisor)).toBe(-divideHalfEven(dividend, divisor));
        expect(truncate(-dividend, divisor)).toBe(-truncate(dividend, divisor));
      }),
    );
  });

  it('agrees with dinero on half even at minor units', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }),
        fc.constantFrom('USD', 'JPY', 'KWD'),
        (value, code) => {
          const digits = { USD: 2, JPY: 0, KWD: 3 }[code] ?? 0;
          const step = 10n ** BigInt(LEDGER_SCALE - digits);
          expect(roundToMinorUnits({ units: value, currency: currency(code) })).toBe(
            divideHalfEven(value, step) * step,
          );
        },
      ),
    );
  });

  it('a product by a rate of at most one never exceeds the amount', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 30n }), fc.bigInt({ min: 0n, max: 10n ** 10n }), (value, digits) => {
        const part = multiplyHalfEven(value, { digits, scale: 10 });
        expect(part >= 0n && part <= value).toBe(true);
      }),
    );
  });
});

describe('allocate', () => {
  it('conserves the amount, gives each its floor or one more, and nothing to no weight', () => {
    fc.assert(
      fc.property(anInteger, participants, (amount, people) => {
        const total = people.reduce((sum, { weight }) => sum + weight, 0n);
        fc.pre(total > 0n);

        const parts = allocate({ amount, participants: people });

        expect(parts.reduce((sum, part) => sum + part.amount, 0n)).toBe(amount);
        expect(parts.map(({ id }) => id)).toEqual(people.map(({ id }) => id));
        for (const [index, { weight }] of people.entries()) {
          const over = magnitude(parts[index]?.amount ?? 0n) - (magnitude(amount) * weight) / total;
          expect(over === 0n || over === 1n).toBe(true);
          if (weight === 0n) expect(parts[index]?.amount).toBe(0n);
        }
      }),
    );
  });

  it('gives every participant the same, whatever the order they come in', () => {
    fc.assert(
      fc.property(anInteger, participants, (amount, people) => {
        fc.pre(people.some(({ weight }) => weight > 0n));
        const byId = (input: typeof people) =>
          new Map(allocate({ amount, participants: input }).map((part) => [part.id, part.amount]));

        expect(byId(people.toReversed())).toEqual(byId(people));
      }),
    );
  });

  it('mirrors a negative amount', () => {
    fc.assert(
      fc.property(anInteger, participants, (amount, people) => {
        fc.pre(people.some(({ weight }) => weight > 0n));
        const negated = allocate({ amount: -amount, participants: people }).map((part) => -part.amount);

        expect(negated).toEqual(allocate({ amount, participants: people }).map((part) => part.amount));
      }),
    );
  });
});

describe('UTF-8 order', () => {
  it('is the order of the bytes', () => {
    const text = fc.string({ unit: 'binary' }).filter((value) => value.isWellFormed());
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(Math.sign(compareUtf8(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
    );
  });
});
