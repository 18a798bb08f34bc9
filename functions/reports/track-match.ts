import type { ReportErrorType } from '#reports/report-error';

/** A track of the catalogue that a row may mean, already looked up. */
export interface TrackCandidate {
  readonly trackId: string;
  readonly isrc: string;
  /** `upcKey` of its release. */
  readonly upc: string;
  readonly releaseId: string;
  readonly ownerId: string;
}

export interface TrackQuery {
  readonly isrc: string;
  readonly upc: string;
  readonly trackKey: string;
}

/** Candidates by each way of matching; empty where the row gives nothing to look up. */
export interface TrackCandidates {
  readonly byIsrc: readonly TrackCandidate[];
  readonly byUpc: readonly TrackCandidate[];
  readonly byKey: readonly TrackCandidate[];
}

export type MatchKind = 'isrc' | 'upc' | 'key';

export type TrackMatch =
  | { readonly kind: 'matched'; readonly by: MatchKind; readonly track: TrackCandidate }
  /** A release was sold whole: its tracks have one owner, and none of them is meant more than another. */
  | { readonly kind: 'matched-release'; readonly by: MatchKind; readonly releaseId: string; readonly ownerId: string }
  | { readonly kind: 'unmatched'; readonly error: ReportErrorType };

/** R25a: by ISRC, else by UPC, else by the mapping's own key. The first way that finds anything decides. */
export function matchTrack(query: TrackQuery, candidates: TrackCandidates): TrackMatch {
  const [by, found] = firstFound(candidates);
  if (by === undefined) return { kind: 'unmatched', error: 'unknown_track' };
  const narrowed = by === 'isrc' ? onRelease(found, query.upc) : found;
  const [first, ...others] = [...narrowed].sort(byReleaseAndTrack);
  if (first === undefined) return { kind: 'unmatched', error: 'unknown_track' };
  if (first.releaseId === '') return { kind: 'unmatched', error: 'no_release' };
  if (first.ownerId === '') return { kind: 'unmatched', error: 'no_owner' };
  if (others.some((other) => other.ownerId !== first.ownerId)) return { kind: 'unmatched', error: 'ambiguous_track' };
  const isOneTrack = others.every((other) => other.trackId === first.trackId);
  if (isOneTrack) return { kind: 'matched', by, track: first };
  return { kind: 'matched-release', by, releaseId: first.releaseId, ownerId: first.ownerId };
}

function firstFound(candidates: TrackCandidates): [MatchKind | undefined, readonly TrackCandidate[]] {
  if (candidates.byIsrc.length > 0) return ['isrc', candidates.byIsrc];
  if (candidates.byUpc.length > 0) return ['upc', candidates.byUpc];
  return candidates.byKey.length > 0 ? ['key', candidates.byKey] : [undefined, []];
}

/** A recording on several releases: the one whose barcode the row carries, when there is one. */
function onRelease(candidates: readonly TrackCandidate[], upc: string): readonly TrackCandidate[] {
  const same = upc === '' ? [] : candidates.filter((candidate) => candidate.upc === upc);
  return same.length > 0 ? same : candidates;
}

const byReleaseAndTrack = (left: TrackCandidate, right: TrackCandidate) =>
  left.releaseId === right.releaseId ? compare(left.trackId, right.trackId) : compare(left.releaseId, right.releaseId);

const compare = (left: string, right: string) => (left < right ? -1 : left > right ? 1 : 0);
