import { normaliseIsrc, parseUpc } from '#catalog/identifiers';
import { type ReleaseType, TRACK_COLUMNS, type Track, type TrackColumn } from '#catalog/track';
import type { FileIssue } from '#kernel/csv/file-issue';
import type { TableRow } from '#kernel/csv/read-table';
import { IDENTIFIER_SHAPE, isIdentifier } from '#kernel/identifier';

/** Columns of a dropped catalogue; `track_id` may be left out and is then the ISRC. */
export const CATALOG_FILE_COLUMNS = {
  required: TRACK_COLUMNS.filter((column) => column !== 'track_id'),
  optional: ['track_id'] satisfies readonly TrackColumn[],
};

/** One row as a track; `errors` refuse the file, `warnings` do not. The track is whole only without errors. */
export interface TrackReading {
  readonly track: Track;
  readonly errors: readonly FileIssue[];
  readonly warnings: readonly FileIssue[];
}

/** Most characters of a title or a name. */
const TEXT_LENGTH_MAX = 1000;

/**
 * Reads one row of a dropped catalogue. `release_id` and `owner_id` may be empty: then a report row of the track fails
 * with `no_release` or `no_owner`. An ISRC may be empty when the row has a `track_id`.
 */
export function readTrack({ line, cells }: TableRow<TrackColumn>): TrackReading {
  const errors: FileIssue[] = [];
  const warnings: FileIssue[] = [];
  const fault = (code: string, column: TrackColumn, message: string) =>
    errors.push({ code, message: `Line ${line}: ${message}`, line, column, value: cells[column] });
  const warn = (code: string, column: TrackColumn, message: string) =>
    warnings.push({ code, message: `Line ${line}: ${message}`, line, column, value: cells[column] });

  const isrc = cells.isrc === '' ? '' : normaliseIsrc(cells.isrc);
  if (isrc === undefined)
    fault(
      'malformed_isrc',
      'isrc',
      `${show(cells.isrc)} is no ISRC; one is like USABC1700001 (12 letters and digits).`,
    );
  const upc = cells.upc === '' ? undefined : parseUpc(cells.upc);
  if (cells.upc !== '' && upc === undefined)
    fault('malformed_upc', 'upc', `${show(cells.upc)} is no UPC or EAN; one has 12 or 13 digits.`);
  if (upc !== undefined && !upc.hasValidCheckDigit)
    warn('upc_check_digit', 'upc', `the check digit of ${show(cells.upc)} is wrong; compare it with the release.`);
  const releaseType = cells.release_type.toLowerCase();
  if (!isReleaseType(releaseType))
    fault('bad_release_type', 'release_type', `${show(cells.release_type)} is no release type; it is artist or label.`);
  else if (releaseType === '' && cells.release_id !== '')
    fault('bad_release_type', 'release_type', `release ${show(cells.release_id)} has no type; it is artist or label.`);
  if (cells.track_id === '' && cells.isrc === '')
    fault('no_track_id', 'track_id', 'the track has neither an ISRC nor a track_id; it needs one of them.');
  for (const column of ['track_id', 'owner_id'] as const)
    if (cells[column] !== '' && !isIdentifier(cells[column]))
      fault('bad_id', column, `${show(cells[column])} is no id; one has ${IDENTIFIER_SHAPE}.`);
  for (const column of ['title', 'artist', 'release_id', 'release_title', 'label'] as const)
    if (cells[column].length > TEXT_LENGTH_MAX)
      fault('too_long', column, `${column} has ${cells[column].length} characters; ${TEXT_LENGTH_MAX} are allowed.`);
  if (releaseType === 'label' && cells.label === '')
    warn('no_label', 'label', 'a label release without a label; its payments cannot be grouped under one.');

  const track: Track = {
    trackId: cells.track_id === '' ? (isrc ?? '') : cells.track_id,
    isrc: isrc ?? '',
    title: cells.title,
    artist: cells.artist,
    releaseId: cells.release_id,
    releaseTitle: cells.release_title,
    upc: upc?.digits ?? '',
    releaseType: isReleaseType(releaseType) ? releaseType : '',
    label: cells.label,
    ownerId: cells.owner_id,
  };
  return { track, errors, warnings };
}

function isReleaseType(text: string): text is ReleaseType | '' {
  return text === '' || text === 'artist' || text === 'label';
}

function show(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
