import { describe, expect, it } from 'vitest';
import { hasIpiCheckDigits, hasIsniCheckDigit, hasIswcCheckDigit } from '#catalog/check-digits';
import { normaliseIsrc, parseUpc } from '#catalog/identifiers';

/** The number with its last digit replaced by every other one. */
const others = (text: string) =>
  Array.from('0123456789')
    .filter((digit) => !text.endsWith(digit))
    .map((digit) => text.slice(0, -1) + digit);

describe('E19: check digits', () => {
  it.each([
    ['ISWC', 'T-034.524.680-1', hasIswcCheckDigit],
    ['EAN', '4006381333931', (text: string) => parseUpc(text)?.hasValidCheckDigit === true],
    ['UPC-A', '036000291452', (text: string) => parseUpc(text)?.hasValidCheckDigit === true],
    ['ISNI', '000000012146438X', hasIsniCheckDigit],
    ['IPI', '00000000199', hasIpiCheckDigits],
    ['IPI', '00123456790', hasIpiCheckDigits],
  ])('%s %s holds, and with any other last digit it does not', (_name, text, holds) => {
    expect(holds(text)).toBe(true);
    expect(others(text).filter(holds)).toEqual([]);
  });

  it('what has another shape has no check digit', () => {
    expect([hasIswcCheckDigit('034524680'), hasIsniCheckDigit('X'), hasIpiCheckDigits('199')]).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('an ISRC has none: its shape is all there is', () => {
    expect(normaliseIsrc('USABC1700001')).toBe('USABC1700001');
    expect(normaliseIsrc('USABC1700002')).toBe('USABC1700002');
  });
});
