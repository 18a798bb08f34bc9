import { assertThat } from '#kernel/errors';
import { type Currency, parseCurrency } from '#kernel/money/currency';
import { parseUnits, type Units } from '#kernel/money/units';

/** The ledger units of an amount that was stored as text. Asserts that it is one. */
export function storedUnits(text: string): Units {
  const units = parseUnits(text);
  assertThat(units !== undefined, `${text} is stored as an amount; one has at most 10 decimals`);
  return units;
}

/** The currency that was stored by its code. Asserts that it is one. */
export function storedCurrency(code: string): Currency {
  const currency = parseCurrency(code);
  assertThat(currency !== undefined, `${code} is stored as a currency; it is none of ISO 4217`);
  return currency;
}
