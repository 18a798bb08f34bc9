import { describe, expect, it } from 'vitest';
import { matchTrack, type TrackIndex } from '#catalog/match-track';
import type { Track } from '#catalog/track';
import { aTrack } from '#test/support/catalog-builders';

function indexOf(...tracks: readonly Track[]): TrackIndex {
  return {
    byIsrc: (isrc) => tracks.filter((track) => track.isrc === isrc),
    byUpc: (upc) => tracks.filter((track) => track.upc === upc),
    byTrackId: (trackId) => tracks.find((track) => track.trackId === trackId),
  };
}

const row = (reference: { isrc?: string; upc?: string; ownKey?: string }) => ({
  isrc: '',
  upc: '',
  ownKey: '',
  ...reference,
});

describe('a row finds its track (R25a)', () => {
  const byIsrc = aTrack({ trackId: 'A', isrc: 'USABC1700001', upc: 'U1' });
  const byUpc = aTrack({ trackId: 'B', isrc: 'USABC1700002', upc: 'U2', releaseId: 'R2' });
  const byKey = aTrack({ trackId: 'C', isrc: '', upc: '' });
  const index = indexOf(byIsrc, byUpc, byKey);

  it.each([
    ['ISRC before UPC and key', { isrc: 'USABC1700001', upc: 'U2', ownKey: 'C' }, 'A', 'isrc'],
    ['UPC when the ISRC names no track', { isrc: 'USZZZ9900000', upc: 'U2', ownKey: 'C' }, 'B', 'upc'],
    ['its own key when nothing else does', { isrc: 'USZZZ9900000', upc: 'U9', ownKey: 'C' }, 'C', 'own_key'],
  ])('by %s', (_, reference, trackId, by) => {
    expect(matchTrack(row(reference), index)).toMatchObject({ kind: 'matched', track: { trackId }, by });
  });

  it('or none, also when it says nothing and a track without identifiers exists', () => {
    expect(matchTrack(row({}), index)).toEqual({ kind: 'unknown' });
    expect(matchTrack(row({ isrc: 'USZZZ9900000' }), index)).toEqual({ kind: 'unknown' });
  });

  it('or names the ambiguity of an ISRC on several tracks, unless the UPC tells them apart', () => {
    const twice = indexOf(byIsrc, aTrack({ trackId: 'A2', isrc: 'USABC1700001', upc: 'U3' }));

    expect(matchTrack(row({ isrc: 'USABC1700001' }), twice)).toEqual({
      kind: 'ambiguous',
      by: 'isrc',
      trackIds: ['A', 'A2'],
    });
    expect(matchTrack(row({ isrc: 'USABC1700001', upc: 'U3' }), twice)).toMatchObject({
      track: { trackId: 'A2' },
      by: 'isrc',
    });
  });

  it('by a UPC of several tracks of one release and owner; with two owners it is ambiguous', () => {
    const sibling = aTrack({ ...byUpc, trackId: 'B2' });
    const foreign = aTrack({ ...byUpc, trackId: 'B3', ownerId: 'H9' });

    expect(matchTrack(row({ upc: 'U2' }), indexOf(byUpc, sibling))).toMatchObject({
      track: { trackId: 'B' },
      by: 'upc',
    });
    expect(matchTrack(row({ upc: 'U2' }), indexOf(byUpc, foreign))).toMatchObject({ kind: 'ambiguous', by: 'upc' });
  });
});
