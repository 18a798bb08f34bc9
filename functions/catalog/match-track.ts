import type { Track } from '#catalog/track';

export type MatchKind = 'isrc' | 'upc' | 'own_key';

/** What a row of a report says about its track; identifiers normalised, empty means none. */
export interface TrackReference {
  readonly isrc: string;
  readonly upc: string;
  /** The mapping's own key, compared with `track_id`. */
  readonly ownKey: string;
}

export type TrackMatch =
  | { readonly kind: 'matched'; readonly track: Track; readonly by: MatchKind }
  | { readonly kind: 'ambiguous'; readonly by: MatchKind; readonly trackIds: readonly string[] }
  | { readonly kind: 'unknown' };

/** The tracks that carry an identifier; each list in byte order of the track id. */
export interface TrackIndex {
  byIsrc(isrc: string): readonly Track[];
  byUpc(upc: string): readonly Track[];
  byTrackId(trackId: string): Track | undefined;
}

/**
 * Finds the track of a row: by ISRC, else UPC, else the mapping's own key (R25a). The first identifier that names any
 * track decides. Several tracks under one ISRC are told apart by the row's UPC, or named as ambiguous. A UPC names a
 * release: when its tracks agree on release and owner, the money has one way to go and the first track stands for it.
 */
export function matchTrack(reference: TrackReference, index: TrackIndex): TrackMatch {
  const byIsrc = reference.isrc === '' ? [] : index.byIsrc(reference.isrc);
  if (byIsrc.length > 0) {
    const sameRelease = byIsrc.filter((track) => track.upc !== '' && track.upc === reference.upc);
    return decide('isrc', byIsrc.length > 1 && sameRelease.length === 1 ? sameRelease : byIsrc, false);
  }
  const byUpc = reference.upc === '' ? [] : index.byUpc(reference.upc);
  if (byUpc.length > 0) return decide('upc', byUpc, isOneRelease(byUpc));
  const own = reference.ownKey === '' ? undefined : index.byTrackId(reference.ownKey);
  return own === undefined ? { kind: 'unknown' } : { kind: 'matched', track: own, by: 'own_key' };
}

function decide(by: MatchKind, tracks: readonly Track[], firstStandsForAll: boolean): TrackMatch {
  const [first] = tracks;
  if (first === undefined) return { kind: 'unknown' };
  if (tracks.length === 1 || firstStandsForAll) return { kind: 'matched', track: first, by };
  return { kind: 'ambiguous', by, trackIds: tracks.map((track) => track.trackId) };
}

function isOneRelease(tracks: readonly Track[]): boolean {
  const [first, ...others] = tracks;
  return others.every((track) => track.releaseId === first?.releaseId && track.ownerId === first.ownerId);
}
