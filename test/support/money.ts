import { type Currency, parseCurrency } from '#kernel/money/currency';
import { type Decimal, parseDecimal } from '#kernel/money/decimal';
import { type Money, parseUnits, type Units } from '#kernel/money/units';

/** The decimal, or a failed test. */
export function aDecimal(text: string): Decimal {
  const decimal = parseDecimal(text);
  if (decimal === undefined) throw new Error(`${text} is no decimal`);
  return decimal;
}

/** Ledger units of a decimal string, or a failed test. */
export function units(text: string): Units {
  const parsed = parseUnits(text);
  if (parsed === undefined) throw new Error(`${text} is no ledger amount`);
  return parsed;
}

/** The currency, or a failed test. */
export function currency(code: string): Currency {
  const parsed = parseCurrency(code);
  if (parsed === undefined) throw new Error(`${code} is no currency`);
  return parsed;
}

/** An amount written as a decimal string. */
export function money(text: string, code: string): Money {
  return { units: units(text), currency: currency(code) };
}
