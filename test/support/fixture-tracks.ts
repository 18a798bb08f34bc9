export interface Track {
  readonly isrc: string;
  readonly title: string;
  readonly artist: string;
  readonly release: string;
  readonly releaseId: string;
  readonly upc: string;
  readonly type: 'artist' | 'label';
  readonly label: string;
  readonly owner: string;
}

const track = (
  number: number,
  title: string,
  artist: string,
  release: readonly [string, string, string, 'artist' | 'label'],
  label: string,
  owner: string,
): Track => ({
  isrc: `ZZPW12500${String(number).padStart(3, '0')}`,
  title,
  artist,
  release: release[0],
  releaseId: release[1],
  upc: release[2],
  type: release[3],
  label,
  owner,
});

const TIDEPOOL = ['Tidepool', 'FR1', '036000291452', 'artist'] as const;
const COPPER = ['Copper Hour', 'FR2', '4006381333931', 'label'] as const;
const WINTER = ['Winterkarussell', 'FR3', '042100005264', 'artist'] as const;

/** The tracks of the fixtures' catalogue. */
export const FIXTURE_TRACKS: readonly Track[] = [
  track(1, 'Low Water', 'Mara Quill', TIDEPOOL, 'Quillworks', 'FH1'),
  track(2, 'Salt, Stone & Sky', 'Mara Quill', TIDEPOOL, 'Quillworks', 'FH1'),
  track(3, 'Minute Hand', 'The Brass Eels', COPPER, 'Foundry Lane', 'FH2'),
  track(4, 'Half "Past" Nine', 'The Brass Eels', COPPER, 'Foundry Lane', 'FH2'),
  track(5, 'Käferlied', 'Öre & Søn', WINTER, '', 'FH3'),
  track(6, 'Schneeʼs End', 'Öre & Søn', WINTER, '', 'FH3'),
];

export const [T1, T2, T3, T4, T5, T6] = FIXTURE_TRACKS as readonly [Track, Track, Track, Track, Track, Track];
