import type { Decimal } from '#kernel/money/decimal';

/** How a provider writes numbers. Signs, exponents and currency signs are understood in every dialect. */
export interface NumberDialect {
  readonly decimal: '.' | ',';
  /** `space` takes the plain, no-break, narrow no-break and thin space. */
  readonly thousands: 'none' | '.' | ',' | 'space' | "'";
}

export interface ParsedNumber {
  readonly value: Decimal;
  /** Plain decimal text of `value`: no exponent, no sign but a leading minus, a digit before the point. */
  readonly text: string;
}

const PLAIN = /^-?\d{1,28}(?:\.\d{1,28})?$/;
const CURRENCY_SIGN = /^(?:\p{Sc}|[A-Z]{3} |US\$|\$US)|(?:\p{Sc}| [A-Z]{3})$/u;
const SPACES = /[\u0020\u00a0\u202f\u2009]/g;
const EXPONENT_MAX = 60;

/** Reads a cell exactly; `undefined` when it is not a number of the dialect. Never passes through a float. */
export function parseNumber(cell: string, dialect: NumberDialect): ParsedNumber | undefined {
  const plain = PLAIN.test(cell) && dialect.decimal === '.' ? cell : plainText(cell, dialect);
  if (plain === undefined) return undefined;
  const value = decimalOf(plain);
  return value === undefined ? undefined : { value, text: plain };
}

/** A plain decimal text as integer digits and scale; the trailing zeros of the text are its scale. */
function decimalOf(plain: string): Decimal | undefined {
  const point = plain.indexOf('.');
  if (point === -1) return { digits: BigInt(plain), scale: 0 };
  const scale = plain.length - point - 1;
  return scale > 28 ? undefined : { digits: BigInt(plain.slice(0, point) + plain.slice(point + 1)), scale };
}

function plainText(cell: string, dialect: NumberDialect): string | undefined {
  const unsigned = withoutSign(cell.trim());
  const [mantissa = '', exponent] = unsigned.digits.split(/[eE]/, 2);
  const point = mantissa.lastIndexOf(dialect.decimal);
  const whole = point === -1 ? mantissa : mantissa.slice(0, point);
  const fraction = point === -1 ? '' : mantissa.slice(point + 1);
  const wholeDigits = withoutThousands(whole, dialect.thousands);
  if (wholeDigits === undefined || !/^\d*$/.test(wholeDigits) || !/^\d*$/.test(fraction)) return undefined;
  if (wholeDigits === '' && fraction === '') return undefined;
  if (exponent !== undefined && !/^[+-]?\d{1,3}$/.test(exponent)) return undefined;
  if (unsigned.digits.split(/[eE]/).length > 2) return undefined;
  return shifted({ whole: wholeDigits, fraction, exponent: Number(exponent ?? 0), negative: unsigned.negative });
}

/** Parentheses, a leading or trailing minus (ASCII or typographic) and currency signs, outermost first. */
function withoutSign(text: string): { digits: string; negative: boolean } {
  let digits = text.replaceAll('\u2212', '-');
  let negative = false;
  const parenthesised = /^\((.*)\)$/.exec(digits);
  if (parenthesised) {
    negative = true;
    digits = (parenthesised[1] ?? '').trim();
  }
  for (let pass = 0; pass < 2; pass += 1) {
    digits = digits.replace(CURRENCY_SIGN, '').trim();
    if (negative) continue;
    if (digits.startsWith('-')) {
      negative = true;
      digits = digits.slice(1).trim();
    } else if (digits.endsWith('-')) {
      negative = true;
      digits = digits.slice(0, -1).trim();
    }
  }
  return { digits: !negative && digits.startsWith('+') ? digits.slice(1) : digits, negative };
}

/** Groups must be of three digits after the first, else `1,5` would silently become 15. */
function withoutThousands(whole: string, thousands: NumberDialect['thousands']): string | undefined {
  if (thousands === 'none') return whole;
  const separated = thousands === 'space' ? whole.replace(SPACES, ' ') : whole;
  const groups = separated.split(thousands === 'space' ? ' ' : thousands);
  if (groups.length === 1) return whole;
  const [first = '', ...others] = groups;
  const isGrouped = first.length >= 1 && first.length <= 3 && others.every((group) => group.length === 3);
  return isGrouped ? groups.join('') : undefined;
}

interface Shift {
  readonly whole: string;
  readonly fraction: string;
  readonly exponent: number;
  readonly negative: boolean;
}

/** Moves the point by the exponent; `undefined` beyond 28 whole or 28 fraction digits. `0E-18` keeps its 18 decimals. */
function shifted({ whole, fraction, exponent, negative }: Shift): string | undefined {
  if (Math.abs(exponent) > EXPONENT_MAX) return undefined;
  const point = whole.length + exponent;
  const digits = whole + fraction;
  const padded = point < 0 ? '0'.repeat(-point) + digits : digits.padEnd(point, '0');
  const at = Math.max(point, 0);
  const wholeText = padded.slice(0, at).replace(/^0+(?=\d)/, '') || '0';
  const fractionText = padded.slice(at);
  if (wholeText.length > 28 || fractionText.length > 28) return undefined;
  const text = fractionText === '' ? wholeText : `${wholeText}.${fractionText}`;
  return negative && /[1-9]/.test(text) ? `-${text}` : text;
}
