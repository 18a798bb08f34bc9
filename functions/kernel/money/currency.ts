import * as table from 'dinero.js/bigint/currencies';

/** An ISO 4217 code that dinero's table knows, such as `USD`. */
export type Currency = string & { readonly __brand: 'Currency' };

/** How dinero describes a currency: minor units are `base ^ exponent` to the major unit. */
export interface CurrencyDefinition {
  readonly code: string;
  readonly base: bigint | readonly bigint[];
  readonly exponent: bigint;
}

const DEFINITIONS: ReadonlyMap<string, CurrencyDefinition> = new Map(Object.entries(table));

/** Reads an ISO 4217 code, upper case; `undefined` for anything that the table does not name. */
export function parseCurrency(text: string): Currency | undefined {
  return DEFINITIONS.has(text) ? (text as Currency) : undefined;
}

/** dinero's row for the currency. Throws a RangeError for a code that never went through `parseCurrency`. */
export function definitionOf(currency: Currency): CurrencyDefinition {
  const definition = DEFINITIONS.get(currency);
  if (definition === undefined) throw new RangeError(`${currency} is not a currency of ISO 4217`);
  return definition;
}

/**
 * Fraction digits of the smallest amount that a bank moves: 2 for USD, 0 for JPY, 3 for KWD. Two currencies divide by
 * five (MGA, MRU) and are written with the two digits of ISO 4217.
 */
export function minorUnitDigits(currency: Currency): number {
  const { base, exponent } = definitionOf(currency);
  return base === 10n ? Number(exponent) : 2;
}
