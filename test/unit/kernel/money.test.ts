import { describe, expect, it } from 'vitest';
import { allocate } from '#kernel/money/allocate';
import { minorUnitDigits, parseCurrency } from '#kernel/money/currency';
import { addDecimals, compareDecimals, formatDecimal, parseDecimal, rescale } from '#kernel/money/decimal';
import { floorToMinorUnits, formatMinorUnits, roundToMinorUnits } from '#kernel/money/minor-units';
import { divideFloor, divideHalfEven, multiplyHalfEven, truncate } from '#kernel/money/rounding';
import { formatUnits, parseUnits } from '#kernel/money/units';
import { aDecimal, currency, money } from '#test/support/money';

const amounts = (amount: bigint, weights: readonly bigint[]) =>
  allocate({ amount, participants: weights.map((weight, index) => ({ id: `p${index}`, weight })) }).map(
    (part) => part.amount,
  );

describe('reading decimals', () => {
  it.each([
    ['4.2E-7', 42n, 8],
    ['0E-18', 0n, 18],
    ['.02133', 2133n, 5],
    ['-12.50', -1250n, 2],
    ['+7', 7n, 0],
    ['5.', 5n, 0],
    ['1e3', 1000n, 0],
    ['1.5E+2', 150n, 0],
    ['-0', 0n, 0],
    ['0.0000000000000000000000000001', 1n, 28],
    ['1.00E-28', 1n, 28],
    ['0E-400', 0n, 28],
    ['9999999999999999999999999999.9999999999999999999999999999', 10n ** 56n - 1n, 28],
  ])('%s is exact', (text, digits, scale) => {
    expect(parseDecimal(text)).toEqual({ digits, scale });
  });

  it.each([
    '',
    '.',
    '-',
    '+-1',
    '--1',
    '1-',
    '1,5',
    '1 ',
    '0x1',
    'NaN',
    '1E',
    '1.2.3',
    '१',
    '1E-29',
    '1E28',
    'Infinity',
  ])('%j is no number', (text) => {
    expect(parseDecimal(text)).toBeUndefined();
  });

  it('refuses a cell of a million digits at once', () => {
    expect(parseDecimal('9'.repeat(1_000_000))).toBeUndefined();
  });

  it('writes a sign only before a negative number', () => {
    expect(formatDecimal({ digits: -50n, scale: 2 })).toBe('-0.50');
    expect(formatDecimal({ digits: -0n, scale: 2 })).toBe('0.00');
  });

  it('adds and compares across scales', () => {
    expect(addDecimals(aDecimal('1.5'), aDecimal('0.025'))).toEqual(aDecimal('1.525'));
    expect(compareDecimals(aDecimal('1.50'), aDecimal('1.5'))).toBe(0);
    expect(compareDecimals(aDecimal('-1'), aDecimal('0.1'))).toBe(-1);
  });

  it('rescales only when no digit is lost', () => {
    expect(rescale(aDecimal('1.50'), 1)).toEqual({ digits: 15n, scale: 1 });
    expect(rescale(aDecimal('1.55'), 1)).toBeUndefined();
  });
});

describe('ledger units', () => {
  it('have ten decimals at every boundary', () => {
    expect(formatUnits(123_400_000_000n)).toBe('12.3400000000');
    expect(parseUnits('12.34')).toBe(123_400_000_000n);
  });

  it('refuse an amount finer than the scale', () => {
    expect(parseUnits('0.0000000001')).toBe(1n);
    expect(parseUnits('0.00000000001')).toBeUndefined();
  });
});

describe('rounding', () => {
  it.each([
    [5n, 2n, 2n, 2n, 2n],
    [7n, 2n, 3n, 4n, 3n],
    [-5n, 2n, -3n, -2n, -2n],
    [-7n, 2n, -4n, -4n, -3n],
    [7n, -2n, -4n, -4n, -3n],
    [6n, 3n, 2n, 2n, 2n],
  ])('%s ÷ %s: floor %s, half even %s, truncated %s', (dividend, divisor, floor, halfEven, truncated) => {
    expect(divideFloor(dividend, divisor)).toBe(floor);
    expect(divideHalfEven(dividend, divisor)).toBe(halfEven);
    expect(truncate(dividend, divisor)).toBe(truncated);
  });

  it('E8: 100.00 USD at 82.42135 is 8242.135 INR at ledger scale, and 8242.14 in minor units by half even', () => {
    const rupees = multiplyHalfEven(parseUnits('100') ?? 0n, aDecimal('82.42135'));

    expect(formatUnits(rupees)).toBe('8242.1350000000');
    expect(formatMinorUnits(money(formatUnits(rupees), 'INR'))).toBe('8242.14');
  });
});

describe('allocate', () => {
  it('E1: Hamilton’s apportionment of 1790', () => {
    const states = {
      VA: 630560n,
      MA: 475327n,
      PA: 432879n,
      NC: 353523n,
      NY: 331589n,
      MD: 278514n,
      CT: 236841n,
      SC: 206236n,
      NJ: 179570n,
      NH: 141822n,
      VT: 85533n,
      GA: 70835n,
      KY: 68705n,
      RI: 68446n,
      DE: 55540n,
    };
    const participants = Object.entries(states).map(([id, weight]) => ({ id, weight }));

    const seats = allocate({ amount: 60n, participants }).map(({ amount }) => amount);

    // The published table prints 4 for SC, which makes 61; its own floors and remainders give 3 (206236 ÷ 60265.33 = 3.42).
    expect(seats).toEqual([11n, 8n, 7n, 6n, 6n, 5n, 4n, 3n, 3n, 2n, 1n, 1n, 1n, 1n, 1n]);
  });

  it('E2: seven units by 50/30/20', () => {
    expect(amounts(7n, [50n, 30n, 20n])).toEqual([4n, 2n, 1n]);
  });

  it.each([
    [1003n, [50n, 50n], [502n, 501n]],
    [1003n, [0n, 50n, 50n], [0n, 502n, 501n]],
    [100n, [1n, 3n], [25n, 75n]],
    [500n, [50n, 50n], [250n, 250n]],
    [1000n, [505n, 495n], [505n, 495n]],
    [10n, [6n, 3n, 8n], [3n, 2n, 5n]],
  ])('E3: %s by %s', (amount, weights, expected) => {
    expect(amounts(amount, weights)).toEqual(expected);
  });

  it('E6: the three-user matrix, pro-rata and user-centric', () => {
    expect(amounts(2100n, [85n, 25n, 11n])).toEqual([1475n, 434n, 191n]);
    const perUser = [amounts(700n, [80n, 20n, 0n]), amounts(700n, [5n, 5n, 10n]), amounts(700n, [0n, 0n, 1n])];
    const artist = (index: number) => perUser.reduce((sum, parts) => sum + (parts[index] ?? 0n), 0n);
    expect([artist(0), artist(1), artist(2)]).toEqual([735n, 315n, 1050n]);
    expect(amounts(100n, [1n, 1n, 1n])).toEqual([34n, 33n, 33n]);
  });

  it('E6: Shapley, every listener’s 700 in equal parts to the artists they heard', () => {
    const perUser = [amounts(700n, [1n, 1n, 0n]), amounts(700n, [1n, 1n, 1n]), amounts(700n, [0n, 0n, 1n])];
    const artist = (index: number) => perUser.reduce((sum, parts) => sum + (parts[index] ?? 0n), 0n);

    // Exactly 1750/3, 1750/3 and 2800/3; the unit that is left goes to the lowest id.
    expect([artist(0), artist(1), artist(2)]).toEqual([584n, 583n, 933n]);
    expect(amounts(2100n, [1750n, 1750n, 2800n])).toEqual([584n, 583n, 933n]);
  });

  it('breaks ties by id in UTF-8 byte order, not in UTF-16 order', () => {
    const participants = ['\u{1f3b5}', '\uffee'].map((id) => ({ id, weight: 1n }));

    expect(allocate({ amount: 1n, participants })).toEqual([
      { id: '\u{1f3b5}', amount: 0n },
      { id: '\uffee', amount: 1n },
    ]);
  });

  it('names a participant who appears twice', () => {
    const twice = [1n, 2n].map((weight) => ({ id: 'H1', weight }));

    expect(() => allocate({ amount: 1n, participants: twice })).toThrow('Participant H1 appears twice');
  });

  it('refuses an amount over no weight', () => {
    expect(() => amounts(1n, [0n, 0n])).toThrow('no weight');
    expect(amounts(0n, [0n, 0n])).toEqual([0n, 0n]);
  });
});

describe('currencies', () => {
  it('knows ISO 4217, in upper case only', () => {
    expect(parseCurrency('USD')).toBe('USD');
    expect(parseCurrency('usd')).toBeUndefined();
    expect(parseCurrency('ZZZ')).toBeUndefined();
    expect(parseCurrency('toString')).toBeUndefined();
  });

  it.each([
    ['USD', 2],
    ['JPY', 0],
    ['KWD', 3],
    ['CLF', 4],
    ['MGA', 2],
  ])('%s has %i minor digits', (code, digits) => {
    expect(minorUnitDigits(currency(code))).toBe(digits);
  });

  it('floors to what a bank can move (R17)', () => {
    expect(formatUnits(floorToMinorUnits(money('12.3499999999', 'USD')))).toBe('12.3400000000');
    expect(formatUnits(floorToMinorUnits(money('12.9', 'JPY')))).toBe('12.0000000000');
    expect(formatUnits(floorToMinorUnits(money('-0.001', 'USD')))).toBe('-0.0100000000');
  });

  it('rounds half even to minor units (R13)', () => {
    expect(formatUnits(roundToMinorUnits(money('0.125', 'USD')))).toBe('0.1200000000');
    expect(formatUnits(roundToMinorUnits(money('0.135', 'USD')))).toBe('0.1400000000');
    expect(formatUnits(roundToMinorUnits(money('-0.125', 'USD')))).toBe('-0.1200000000');
  });
});
