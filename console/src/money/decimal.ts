/** Decimal strings as scaled integers, for sums, comparisons and the geometry of charts; never for a float. */
export interface Scaled {
  readonly units: bigint;
  readonly scale: number;
}

/** Reads a decimal string. Throws on anything else. */
export function scaledOf(text: string): Scaled {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (match === null) throw new Error(`"${text}" is no decimal; "12.34" would be right`);
  const [, sign = '', whole = '', fraction = ''] = match;
  return { units: BigInt(`${sign}${whole}${fraction}`), scale: fraction.length };
}

/** The sum of decimal strings, exact, at the widest scale among them. */
export function sumOf(texts: readonly string[]): string {
  const parts = texts.map(scaledOf);
  const scale = Math.max(0, ...parts.map((part) => part.scale));
  return decimalText({ units: parts.reduce((total, part) => total + rescaled(part, scale), 0n), scale });
}

/** Less than zero, zero, or more: left against right. */
export function compareDecimals(left: string, right: string): number {
  const [first, second] = [scaledOf(left), scaledOf(right)];
  const scale = Math.max(first.scale, second.scale);
  const difference = rescaled(first, scale) - rescaled(second, scale);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export function isZero(text: string): boolean {
  return scaledOf(text).units === 0n;
}

export function isNegative(text: string): boolean {
  return scaledOf(text).units < 0n;
}

/** `left − right`, exact. */
export function differenceOf(left: string, right: string): string {
  return sumOf([left, right.startsWith('-') ? right.slice(1) : `-${right}`]);
}

/** `left ÷ right` truncated to `places` decimals; `undefined` for a division by zero. */
export function quotientOf(left: string, right: string, places: number): string | undefined {
  const [dividend, divisor] = [scaledOf(left), scaledOf(right)];
  if (divisor.units === 0n) return undefined;
  const scale = Math.max(dividend.scale, divisor.scale);
  const units = (rescaled(dividend, scale) * 10n ** BigInt(places)) / rescaled(divisor, scale);
  return decimalText({ units, scale: places });
}

/**
 * Where an amount lies between zero and `max` on a screen, in thousandths. Pixels are no money: this is the one place
 * where an amount becomes a `number`, and it is never shown as one.
 */
export function permilleOf(text: string, max: string): number {
  const quotient = quotientOf(text, max, 3);
  return quotient === undefined ? 0 : Number(scaledOf(quotient).units);
}

/** A scaled integer as a decimal string. */
export function decimalText({ units, scale }: Scaled): string {
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0');
  const sign = units < 0n ? '-' : '';
  return scale === 0 ? `${sign}${digits}` : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function rescaled({ units, scale }: Scaled, wanted: number): bigint {
  return units * 10n ** BigInt(wanted - scale);
}
