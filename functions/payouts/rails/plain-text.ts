import anyAscii from 'any-ascii';
import { assertThat } from '#kernel/errors';

/** What every bank of the SEPA scheme takes (EPC217-08): Latin letters, digits and these marks. */
const OUTSIDE_SEPA = /[^A-Za-z0-9/\-?:().,'+ ]/g;
/** `&` has a customary stand-in; whatever else is outside becomes a full stop. */
const STAND_INS: readonly (readonly [string, string])[] = [
  ['&', '+'],
  ['@', '(at)'],
  ['_', '-'],
  ['"', "'"],
  [';', ','],
];
const REFERENCE = /^[A-Za-z0-9?:().,'+-]([A-Za-z0-9/\-?:().,'+ ]{0,33}[A-Za-z0-9?:().,'+-])?$/;

/**
 * The text in the characters that banks take, cut to `lengthMax`: letters of other scripts are transliterated, marks have
 * stand-ins. Never empty, since banks refuse empty elements: nothing but unknown marks becomes full stops, and nothing `.`.
 */
export function sepaText(text: string, lengthMax: number): string {
  let plain = anyAscii(text.normalize('NFC'));
  for (const [mark, stand] of STAND_INS) plain = plain.replaceAll(mark, stand);
  const clean = plain
    .replaceAll(OUTSIDE_SEPA, '.')
    .replaceAll(/ +/g, ' ')
    .replaceAll(/\/{2,}/g, '/');
  const cut = clean
    .trim()
    .slice(0, lengthMax)
    .replace(/^\/+/, '')
    .replace(/[/ ]+$/, '');
  return cut === '' ? '.' : cut;
}

/** The text in ASCII, upper case, padded or cut to exactly `length` characters, for records of fixed width. */
export function fixedText(text: string, length: number): string {
  const plain = anyAscii(text.normalize('NFC')).replaceAll(/[^\x20-\x7e]/g, ' ');
  return plain.slice(0, length).padEnd(length);
}

/** A reference that comes back as it went: at most 35 characters of the set, and no slash at either end. */
export function requireReference(reference: string): string {
  assertThat(
    REFERENCE.test(reference) && !reference.includes('//'),
    `${JSON.stringify(reference)} is no reference that every bank brings back unchanged`,
  );
  return reference;
}
