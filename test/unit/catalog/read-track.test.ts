import { describe, expect, it } from 'vitest';
import { normaliseIsrc, parseUpc } from '#catalog/identifiers';
import { readTrack } from '#catalog/read-track';
import type { TrackColumn } from '#catalog/track';

const ROW: Record<TrackColumn, string> = {
  isrc: 'USABC1700001',
  title: 'Penny Lane Reprise',
  artist: 'The Whistlers',
  release_id: 'R1',
  release_title: 'Tin and Brass',
  upc: '036000291452',
  release_type: 'artist',
  label: 'Tinsmith',
  owner_id: 'H1',
  track_id: '',
};

const read = (cells: Partial<Record<TrackColumn, string>> = {}) => readTrack({ line: 7, cells: { ...ROW, ...cells } });

describe('a row of a dropped catalogue', () => {
  it('is a track whose id is its ISRC unless the file gives another', () => {
    expect(read().track.trackId).toBe('USABC1700001');
    expect(read({ track_id: 'T-9' }).track).toMatchObject({ trackId: 'T-9', isrc: 'USABC1700001' });
    expect(read().errors).toEqual([]);
  });

  it('may leave out the ISRC if it has a track id, and not otherwise', () => {
    expect(read({ isrc: '', track_id: 'T-9' }).errors).toEqual([]);
    expect(read({ isrc: '' }).errors).toMatchObject([{ code: 'no_track_id', line: 7 }]);
  });

  it('may leave out release and owner', () => {
    const { track, errors } = read({ release_id: '', release_type: '', owner_id: '', upc: '', label: '' });

    expect(errors).toEqual([]);
    expect(track).toMatchObject({ releaseId: '', releaseType: '', ownerId: '', upc: '' });
  });

  it.each([
    ['isrc', 'USABC170001', 'malformed_isrc'],
    ['isrc', '036000291452', 'malformed_isrc'],
    ['upc', '3.6E+10', 'malformed_upc'],
    ['upc', '123456789012345', 'malformed_upc'],
    ['release_type', 'single', 'bad_release_type'],
    ['release_type', '', 'bad_release_type'],
    ['owner_id', 'H 1', 'bad_id'],
    ['owner_id', '~unattributed', 'bad_id'],
    ['track_id', 'x'.repeat(65), 'bad_id'],
    ['title', 'x'.repeat(1001), 'too_long'],
  ] as const)('with %s %j is refused as %s, naming line, column and value', (column, value, code) => {
    const { errors } = read({ [column]: value });

    expect(errors).toMatchObject([{ code, line: 7, column, value }]);
    expect(errors[0]?.message).toContain('Line 7');
  });

  it('keeps a UPC whose check digit is wrong, with a warning', () => {
    const { track, errors, warnings } = read({ upc: '036000291453' });

    expect(errors).toEqual([]);
    expect(track.upc).toBe('036000291453');
    expect(warnings).toMatchObject([{ code: 'upc_check_digit', line: 7, value: '036000291453' }]);
  });

  it('of a label release without a label is warned about', () => {
    expect(read({ release_type: 'Label', label: '' }).warnings).toMatchObject([{ code: 'no_label' }]);
  });
});

describe('identifiers', () => {
  it.each([
    ['us-abc-17-00001', 'USABC1700001'],
    [' USABC1700001 ', 'USABC1700001'],
    ['US ABC 17 00001', 'USABC1700001'],
    ['U1ABC1700001', undefined],
    ['USABC17000011', undefined],
    ['', undefined],
  ])('ISRC %j is %s', (text, expected) => {
    expect(normaliseIsrc(text)).toBe(expected);
  });

  it.each([
    ['036000291452', '036000291452', true],
    ['36000291452', '036000291452', true],
    ['0036000291452', '036000291452', true],
    ['4006381333931', '4006381333931', true],
    ['4006381333930', '4006381333930', false],
    ['0-36000-29145-2', '036000291452', true],
  ])('UPC %s is %s, check digit right: %s', (text, digits, hasValidCheckDigit) => {
    expect(parseUpc(text)).toEqual({ digits, hasValidCheckDigit });
  });

  it.each(['', '12345', '123456789012345', '000000000000', '8.59E+11', 'ABC'])('UPC %j is none', (text) => {
    expect(parseUpc(text)).toBeUndefined();
  });
});
