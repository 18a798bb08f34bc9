export type ReleaseType = 'artist' | 'label';

/** One track of the catalogue. Identifiers are normalised; an empty text means that none was dropped. */
export interface Track {
  readonly trackId: string;
  readonly isrc: string;
  readonly title: string;
  readonly artist: string;
  readonly releaseId: string;
  readonly releaseTitle: string;
  readonly upc: string;
  readonly releaseType: ReleaseType | '';
  readonly label: string;
  /** The rights holder whom reports of this track pay. */
  readonly ownerId: string;
}

/** Columns of a snapshot in the order of `Track`'s fields. */
export const TRACK_COLUMNS = [
  'track_id',
  'isrc',
  'title',
  'artist',
  'release_id',
  'release_title',
  'upc',
  'release_type',
  'label',
  'owner_id',
] as const;

export type TrackColumn = (typeof TRACK_COLUMNS)[number];
