export type Barcode =
  /** Digits to match a release by. Made-up and shortened codes count too: they match only the very same digits. */
  | { readonly kind: 'read'; readonly key: string }
  /** A spreadsheet rounded it: its digits name nothing, or worse, another release. */
  | { readonly kind: 'damaged' }
  | { readonly kind: 'none' };

/**
 * Reads a UPC, EAN or GTIN. Its key is the digits without leading zeros: spreadsheets drop them, and UPC-A, EAN-13 and
 * GTIN-14 of one release differ in nothing else.
 */
export function readBarcode(text: string): Barcode {
  const compact = text.replace(/^'|[\s-]/g, '').replace(/\.0+$/, '');
  if (/^\d+(?:[.,]\d+)?[eE]\+?\d+$/.test(compact)) return { kind: 'damaged' };
  if (!/^\d{6,14}$/.test(compact)) return { kind: 'none' };
  const key = upcKey(compact);
  if (key === '') return { kind: 'none' };
  const isRounded = /0{5,}$/.test(compact) && !hasCheckDigit(compact);
  return isRounded ? { kind: 'damaged' } : { kind: 'read', key };
}

/** The form in which a report's and the catalogue's barcodes are compared. */
export function upcKey(digits: string): string {
  return digits.replace(/\D/g, '').replace(/^0+/, '');
}

/** GTIN: weights 3 and 1 from the right, mod 10. Leading zeros change nothing, so every length is checked as 14 digits. */
function hasCheckDigit(digits: string): boolean {
  const padded = digits.padStart(14, '0');
  let sum = 0;
  for (let at = 0; at < padded.length; at += 1) sum += Number(padded.charAt(at)) * (at % 2 === 0 ? 3 : 1);
  return sum % 10 === 0;
}
