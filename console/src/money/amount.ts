/**
 * Amounts as people read them. A decimal string stays a decimal string all the way: `Intl.NumberFormat` takes it as it
 * is, so no digit ever passes through a floating point number.
 */

/**
 * How much of an amount is shown: all its digits, those below the minor unit quieter (`exact`) or like the others
 * (`rate`, where they are what matters), or whole minor units with the rest cut off, never rounded up (`minor`).
 */
export type AmountDetail = 'exact' | 'rate' | 'minor';

export interface AmountParts {
  readonly sign: string;
  /** Digits, separators and, where the locale has it in front, the currency: what is read first. */
  readonly head: string;
  /** Digits below the minor unit, quieter: they are owed, but nobody pays them out. */
  readonly tail: string;
  readonly currency: string;
}

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;
const formats = new Map<string, Intl.NumberFormat>();

/** Splits a decimal string for display. Throws on anything that is not a plain decimal. */
export function amountParts(input: {
  readonly amount: string;
  readonly currency?: string | undefined;
  readonly detail?: AmountDetail;
  readonly locale?: string | undefined;
}): AmountParts {
  const { amount, currency, detail = 'exact', locale } = input;
  const [, sign = '', whole = '', fraction = ''] = DECIMAL.exec(amount) ?? refuse(amount);
  const minor = minorDigits(currency);
  const kept = detail === 'minor' ? fraction.slice(0, minor) : fraction.replace(/0+$/, '');
  const digits = kept.padEnd(minor, '0');
  const text = digits === '' ? whole : `${whole}.${digits}`;
  const parts = formatOf(locale, digits.length).formatToParts(text as Intl.StringNumericLiteral);
  const shown = parts.map(({ value }) => value).join('');
  const cut = detail === 'rate' ? 0 : digits.length - minor;
  const isZero = /^[0.]*$/.test(text);
  return {
    sign: sign === '-' && !isZero ? '−' : '',
    head: cut > 0 ? shown.slice(0, -cut) : shown,
    tail: cut > 0 ? shown.slice(-cut) : '',
    currency: currency ?? '',
  };
}

/** An amount as one line of text, e.g. `1,234.56 USD`. */
export function amountLine(input: Parameters<typeof amountParts>[0]): string {
  const { sign, head, tail, currency } = amountParts(input);
  return `${sign}${head}${tail}${currency === '' ? '' : ` ${currency}`}`;
}

/** A whole number with the locale's separators. */
export function countText(count: number | bigint, locale?: string): string {
  return formatOf(locale, 0).format(BigInt(count));
}

/** A part of one as percent, e.g. `0.250000` → `25 %`, cut after `places` decimals. */
export function percentText(ratio: string, places = 1, locale?: string): string {
  const [, sign = '', whole = '', fraction = ''] = DECIMAL.exec(ratio) ?? refuse(ratio);
  const moved = fraction.padEnd(2 + places, '0');
  const text = `${sign}${BigInt(`${whole}${moved.slice(0, 2)}`)}.${moved.slice(2, 2 + places)}`.replace(/\.$/, '');
  return `${formatOf(locale, places).format(text as Intl.StringNumericLiteral)} %`;
}

/** `part ÷ whole` as a decimal string of six digits, truncated; `undefined` where there is no whole. */
export function ratioText(part: number | bigint, whole: number | bigint): string | undefined {
  if (BigInt(whole) === 0n) return undefined;
  const millionths = (BigInt(part) * 1_000_000n) / BigInt(whole);
  const text = String(millionths < 0n ? -millionths : millionths).padStart(7, '0');
  return `${millionths < 0n ? '-' : ''}${text.slice(0, -6)}.${text.slice(-6)}`;
}

/** How many digits the smallest coin of a currency has; no currency: none. */
export function minorDigits(currency: string | undefined): number {
  if (currency === undefined || currency === '') return 0;
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return format.resolvedOptions().maximumFractionDigits ?? 2;
}

function formatOf(locale: string | undefined, digits: number): Intl.NumberFormat {
  const key = `${locale ?? ''}/${digits}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const made = new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  formats.set(key, made);
  return made;
}

function refuse(text: string): never {
  throw new Error(`"${text}" is no decimal; "12.34" would be right`);
}
