import type { CatalogTrack, InvalidMatch, MatchCandidate } from '#reports/match-ports';
import type { ReportErrorType } from '#reports/report-error';

/** A row of `track-candidates.sql`: the identifiers of the report's track, then those of the catalogue's. */
export function candidateOf(row: readonly string[]): MatchCandidate {
  const [
    ,
    ,
    ,
    matchKind,
    trackId = '',
    isrc = '',
    upc = '',
    releaseId = '',
    ownerId = '',
    releaseType = '',
    label = '',
    artist = '',
  ] = row;
  return { by: matchKind as MatchCandidate['by'], trackId, isrc, upc, releaseId, ownerId, releaseType, label, artist };
}

/** A row of `track_id, title, artist, release_title`. */
export function catalogTrackOf([trackId, title, artist, releaseTitle]: readonly unknown[]): CatalogTrack {
  return {
    trackId: String(trackId),
    title: String(title),
    artist: String(artist),
    releaseTitle: String(releaseTitle),
  };
}

/** A row of `invalid-matches.sql`. */
export function invalidMatchOf([
  line,
  sheet,
  type,
  isrc,
  upc,
  trackKey,
  title,
  ownerId,
]: readonly unknown[]): InvalidMatch {
  return {
    line: Number(line),
    sheet: String(sheet),
    type: String(type) as ReportErrorType,
    isrc: String(isrc),
    upc: String(upc),
    trackKey: String(trackKey),
    title: String(title),
    ownerId: String(ownerId),
  };
}
