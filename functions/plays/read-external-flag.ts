import type { FileIssue } from '#kernel/csv/file-issue';
import type { TableRow } from '#kernel/csv/read-table';

const COLUMNS = ['play_id', 'reason'] as const;
export type FlagColumn = (typeof COLUMNS)[number];
export const FLAG_FILE_COLUMNS = { required: COLUMNS, optional: [] };

/** A flag as somebody outside says it; the play may be one that we have not seen yet. */
export interface ExternalFlag {
  readonly playId: string;
  readonly reason: string;
  readonly line: number;
}

export interface ExternalFlagReading {
  readonly flag: ExternalFlag;
  /** Whole only without errors; any error of any row refuses the file. */
  readonly errors: readonly FileIssue[];
}

const PLAY_ID_LENGTH_MAX = 64;
const REASON_LENGTH_MAX = 200;

/** Reads one row of a dropped flags file. */
export function readExternalFlag({ line, cells }: TableRow<FlagColumn>): ExternalFlagReading {
  const errors: FileIssue[] = [];
  const fault = (code: string, column: FlagColumn, right: string) =>
    errors.push({ code, line, column, value: cells[column], message: `Line ${line}: ${column} ${right}.` });
  if (!hasLength(cells.play_id, PLAY_ID_LENGTH_MAX))
    fault('bad_play_id', 'play_id', `is no id of a play; one has 1 to ${PLAY_ID_LENGTH_MAX} characters`);
  if (!hasLength(cells.reason, REASON_LENGTH_MAX))
    fault('bad_reason', 'reason', `must say in 1 to ${REASON_LENGTH_MAX} characters why the play is not to be paid`);
  return { flag: { playId: cells.play_id, reason: cells.reason, line }, errors };
}

function hasLength(text: string, lengthMax: number): boolean {
  const length = Array.from(text).length;
  return length >= 1 && length <= lengthMax;
}
