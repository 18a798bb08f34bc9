import type { FileIssue } from '#kernel/csv/file-issue';
import type { TableRow } from '#kernel/csv/read-table';

const SHOWN_MAX = 60;

/** Collects what is wrong with one row. `show` says how much of a cell may be repeated: of bank details next to nothing. */
export function faultsOf<Column extends string>(
  { line, cells }: TableRow<Column>,
  show: (value: string) => string = (value) => value,
) {
  const errors: FileIssue[] = [];
  const fault = (code: string, column: Column, sentence: string) => {
    const value = show(cells[column]);
    const shown = JSON.stringify(value.length > SHOWN_MAX ? `${value.slice(0, SHOWN_MAX)}…` : value);
    errors.push({ code, message: `Line ${line}: ${column} ${shown} ${sentence}.`, line, column, value });
  };
  return { errors, fault };
}
