const ISRC = /^[A-Z]{2}[A-Z0-9]{3}[0-9]{7}$/;

/**
 * An ISRC in its one form: upper case, no hyphens, no spaces (`us-abc-17-00001` → `USABC1700001`).
 * Answers `undefined` for anything else; an ISRC has no check digit, so its shape is all there is to check.
 */
export function normaliseIsrc(text: string): string | undefined {
  const compact = text.replaceAll(/[\s-]/g, '').toUpperCase();
  return ISRC.test(compact) ? compact : undefined;
}

export interface Upc {
  /** UPC-A with 12 digits where it fits, else EAN-13 or GTIN-14: equal products have equal digits. */
  readonly digits: string;
  readonly hasValidCheckDigit: boolean;
}

/**
 * A UPC, EAN or GTIN in its one form: leading zeros are restored to 12 digits (a spreadsheet eats them) and dropped
 * down to 12 digits (an EAN-13 that starts with 0 is a UPC-A). Answers `undefined` for what is no barcode of
 * 6 to 14 digits.
 */
export function parseUpc(text: string): Upc | undefined {
  const compact = text.replaceAll(/[\s-]/g, '');
  if (!/^\d{6,14}$/.test(compact)) return undefined;
  const significant = compact.replace(/^0+/, '');
  if (significant === '') return undefined;
  const digits = significant.padStart(12, '0');
  return { digits, hasValidCheckDigit: hasValidCheckDigit(digits) };
}

/** GTIN check digit: weights 3 and 1 in turn from the right, sum a multiple of 10. */
function hasValidCheckDigit(digits: string): boolean {
  let sum = 0;
  for (let place = 0; place < digits.length; place += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - place) - 48;
    sum += place % 2 === 0 ? digit : digit * 3;
  }
  return sum % 10 === 0;
}
