import { describe, expect, it } from 'vitest';
import { resolveTerritory } from '#reports/dialects/territory';
import { readBarcode, upcKey } from '#reports/identifiers/barcode';
import { normaliseIsrc } from '#reports/identifiers/isrc';
import { keyText, releaseTitleKey, trackTitleKey } from '#reports/identifiers/track-key';

describe('ISRCs', () => {
  it.each([
    ['USPR37300012', 'USPR37300012'],
    ['GB-XWZ-08-00015', 'GBXWZ0800015'],
    ['gbxwz0800015', 'GBXWZ0800015'],
    ['GX26J2400002', 'GX26J2400002'],
    ['ISRC USPR37300012', 'USPR37300012'],
    [' usx123000001 ', 'USX123000001'],
  ])('%j is %s', (text, isrc) => {
    expect(normaliseIsrc(text)).toBe(isrc);
  });

  it.each(['USPR373000128', '12PR37300012', 'US-SKG-19-123456', '', 'USPR3730001', '718752155427', 'T-034.524.680-1'])(
    '%j is none',
    (text) => {
      expect(normaliseIsrc(text)).toBeUndefined();
    },
  );
});

describe('barcodes', () => {
  it.each([
    ['718752155427', '718752155427'],
    ['0666017082523', '666017082523'],
    ['00602577318801', '602577318801'],
    ['4006381333931', '4006381333931'],
    ['4006381333932', '4006381333932'],
    ['2222222222', '2222222222'],
    ["'718752155427", '718752155427'],
    ['718752155427.0', '718752155427'],
  ])('%j is read as %s', (text, key) => {
    expect(readBarcode(text)).toEqual({ kind: 'read', key });
  });

  it.each(['191774000000', '1.91774E+11', '1,91774E+11', '880000000000'])('%j was rounded by a spreadsheet', (text) => {
    expect(readBarcode(text)).toEqual({ kind: 'damaged' });
  });

  it.each(['', 'abc', '12345', '123456789012345', '000000000000'])('%j is none', (text) => {
    expect(readBarcode(text)).toEqual({ kind: 'none' });
  });

  it('a number that lost its leading zeros is the same barcode', () => {
    expect(upcKey('0090204932832')).toBe(upcKey('90204932832'));
  });
});

describe('own keys', () => {
  it('do not depend on case, composition and runs of spaces', () => {
    expect(trackTitleKey('  Cafe\u0301  Noir ', 'ANNA')).toBe('track:café noir|anna');
    expect(releaseTitleKey('One', '')).toBe('release:one|');
    expect(keyText('Hier, à l’aube')).not.toBe(keyText("Hier, à l'aube"));
  });
});

describe('territories', () => {
  it.each([
    ['US', 'US'],
    ['gb', 'GB'],
    ['UK', 'GB'],
    ['DEU', 'DE'],
    ['ROM', 'RO'],
    ['Germany', 'DE'],
    ['Czech Republic', 'CZ'],
    ['Ivory Coast', 'CI'],
    ['Korea', 'KR'],
    ['Viet Nam', 'VN'],
    ['Turkey', 'TR'],
    ['276', 'DE'],
    ['8', 'AL'],
    ['008', 'AL'],
    ['2136', 'Worldwide'],
    ['Worldwide', 'Worldwide'],
    ['2120', 'Europe'],
    ['Unknown', 'Unknown'],
    ['N/A', 'Unknown'],
    ['XK', 'XK'],
  ])('%j is %s', (text, territory) => {
    expect(resolveTerritory(text)).toBe(territory);
  });

  it.each(['', 'Atlantis', 'QQ', '9999'])('%j is none', (text) => {
    expect(resolveTerritory(text)).toBeUndefined();
  });
});
