import { powerOfTen } from '#kernel/money/power-of-ten';

/** An exact decimal number, `digits × 10^-scale`; `scale` counts fraction digits, 0 to 28. */
export interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

/** Fraction digits that a decimal may carry. */
export const FRACTION_DIGITS_MAX = 28;
/** Digits before the decimal point that a decimal may carry. */
export const INTEGER_DIGITS_MAX = 28;

/** Longer than any number in range: a hostile cell of a million digits costs nothing. */
const TEXT_LENGTH_MAX = 128;

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/;

/**
 * Reads a plain or exponent form (`-12.50`, `.02133`, `4.2E-7`, `0E-18`) exactly; written fraction digits are kept in
 * `scale`. Answers `undefined` for anything else: no digit at all, two signs, grouping, spaces, more than 28 digits on
 * either side of the point. Nothing is rounded, ever.
 */
export function parseDecimal(text: string): Decimal | undefined {
  if (text.length > TEXT_LENGTH_MAX) return undefined;
  const match = NUMBER.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', exponent] = match;
  const mantissa = whole + fraction;
  if (mantissa === '') return undefined;
  const digits = sign === '-' ? -BigInt(mantissa) : BigInt(mantissa);
  const scale = fraction.length - (exponent === undefined ? 0 : Number(exponent));
  return scale >= 0 && scale <= FRACTION_DIGITS_MAX && mantissa.length <= INTEGER_DIGITS_MAX
    ? { digits, scale }
    : fitted(digits, scale);
}

/** Brings an unusual form into range without changing its value, or answers `undefined` where none exists. */
function fitted(digits: bigint, scale: number): Decimal | undefined {
  if (digits === 0n) return { digits, scale: Math.min(Math.max(scale, 0), FRACTION_DIGITS_MAX) };
  if (scale < -INTEGER_DIGITS_MAX) return undefined;
  let kept = scale < 0 ? digits * powerOfTen(-scale) : digits;
  let keptScale = Math.max(scale, 0);
  while (keptScale > FRACTION_DIGITS_MAX && kept % 10n === 0n) {
    kept /= 10n;
    keptScale -= 1;
  }
  if (keptScale > FRACTION_DIGITS_MAX) return undefined;
  const magnitude = kept < 0n ? -kept : kept;
  return magnitude < powerOfTen(keptScale + INTEGER_DIGITS_MAX) ? { digits: kept, scale: keptScale } : undefined;
}

/** The plain form with exactly `scale` fraction digits, `-` only before a negative number: `-0.50`, never `-0.00`. */
export function formatDecimal({ digits, scale }: Decimal): string {
  const text = (digits < 0n ? -digits : digits).toString();
  const sign = digits < 0n ? '-' : '';
  if (scale === 0) return sign + text;
  const padded = text.padStart(scale + 1, '0');
  const point = padded.length - scale;
  return `${sign}${padded.slice(0, point)}.${padded.slice(point)}`;
}

/** The exact sum, at the larger scale of the two. */
export function addDecimals(left: Decimal, right: Decimal): Decimal {
  if (left.scale === right.scale) return { digits: left.digits + right.digits, scale: left.scale };
  const scale = Math.max(left.scale, right.scale);
  return { digits: widened(left, scale) + widened(right, scale), scale };
}

/** Below, equal or above zero as `left` is below, equal to or above `right`, whatever their scales. */
export function compareDecimals(left: Decimal, right: Decimal): number {
  const scale = Math.max(left.scale, right.scale);
  const difference = widened(left, scale) - widened(right, scale);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The same number at another scale, or `undefined` when a digit other than zero would be lost. */
export function rescale(decimal: Decimal, scale: number): Decimal | undefined {
  if (scale === decimal.scale) return decimal;
  if (scale > decimal.scale) return { digits: widened(decimal, scale), scale };
  const divisor = powerOfTen(decimal.scale - scale);
  return decimal.digits % divisor === 0n ? { digits: decimal.digits / divisor, scale } : undefined;
}

function widened(decimal: Decimal, scale: number): bigint {
  return decimal.scale === scale ? decimal.digits : decimal.digits * powerOfTen(scale - decimal.scale);
}
