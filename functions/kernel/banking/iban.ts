import { isValidBIC, isValidIBAN } from 'ibantools';

/** An IBAN without spaces, upper case, whose length, structure and check digits (ISO 7064 mod 97-10) are right. */
export type Iban = string & { readonly __brand: 'Iban' };

/** Reads an IBAN as people write it, in groups or not; `undefined` when its country's structure or its check digits are wrong. */
export function parseIban(text: string): Iban | undefined {
  const compact = text.replaceAll(/[\s-]/g, '').toUpperCase();
  return isValidIBAN(compact) ? (compact as Iban) : undefined;
}

/** A BIC of 8 or 11 characters (ISO 9362) by its form; whether a bank has it is not known here. */
export type Bic = string & { readonly __brand: 'Bic' };

/** Reads a BIC; `undefined` when its form is wrong. */
export function parseBic(text: string): Bic | undefined {
  const compact = text.trim().toUpperCase();
  return isValidBIC(compact) ? (compact as Bic) : undefined;
}
