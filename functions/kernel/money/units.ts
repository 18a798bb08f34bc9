import type { Currency } from '#kernel/money/currency';
import { type Decimal, formatDecimal, INTEGER_DIGITS_MAX, parseDecimal, rescale } from '#kernel/money/decimal';

/** Fraction digits of every ledger amount, whatever the currency's minor unit (R12). */
export const LEDGER_SCALE = 10;

/** Digits that an amount may have: 28 before the point and 10 after it, as DECIMAL(38, 10) has. */
export const LEDGER_DIGITS_MAX = INTEGER_DIGITS_MAX + LEDGER_SCALE;

/** An amount in ledger units: an integer of 10⁻¹⁰ of the currency's major unit (R12). */
export type Units = bigint;

/** An amount with the currency that it counts. */
export interface Money {
  readonly units: Units;
  readonly currency: Currency;
}

/** The decimal string that crosses boundaries, always 10 fraction digits: `12.3400000000`. */
export function formatUnits(units: Units): string {
  return formatDecimal({ digits: units, scale: LEDGER_SCALE });
}

/** Reads a decimal string into ledger units; `undefined` for no number, or one finer than 10⁻¹⁰ (R12). */
export function parseUnits(text: string): Units | undefined {
  const decimal = parseDecimal(text);
  return decimal === undefined ? undefined : unitsOf(decimal);
}

/** The decimal in ledger units; `undefined` when it is finer than 10⁻¹⁰, since nothing is rounded on the way in. */
export function unitsOf(decimal: Decimal): Units | undefined {
  return rescale(decimal, LEDGER_SCALE)?.digits;
}

/** The sum, in units. */
export function sumUnits(amounts: Iterable<Units>): Units {
  let sum = 0n;
  for (const amount of amounts) sum += amount;
  return sum;
}
