import type { Track } from '#catalog/track';

/** A whole track; show only what matters to the test. */
export function aTrack(track: Partial<Track> = {}): Track {
  return {
    trackId: 'USABC1700001',
    isrc: 'USABC1700001',
    title: 'Penny Lane Reprise',
    artist: 'The Whistlers',
    releaseId: 'R1',
    releaseTitle: 'Tin and Brass',
    upc: '036000291452',
    releaseType: 'artist',
    label: 'Tinsmith',
    ownerId: 'H1',
    ...track,
  };
}
