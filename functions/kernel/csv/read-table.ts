import { type CsvRecord, readCsv } from '#kernel/csv/csv-records';
import { decodeText } from '#kernel/csv/decode-text';
import type { IssueLog } from '#kernel/csv/file-issue';
import { UnreadableFile } from '#kernel/csv/unreadable-file';

/** A row of a dropped table: every column by name, trimmed; a column that the file leaves out is empty. */
export interface TableRow<Column extends string> {
  readonly line: number;
  readonly cells: Readonly<Record<Column, string>>;
}

export interface TableColumns<Column extends string> {
  readonly required: readonly Column[];
  readonly optional: readonly Column[];
}

/**
 * Reads a dropped CSV table, plain or gzipped, in lists of rows. Whatever is wrong with the table itself (bytes, header,
 * widths, control characters) goes to `log` with its line; a row with a fault is left out, and a file that cannot be
 * read on ends there. Memory does not grow with the file.
 */
export async function* readTable<Column extends string>(
  bytes: AsyncIterable<Uint8Array>,
  columns: TableColumns<Column>,
  log: IssueLog,
): AsyncGenerator<readonly TableRow<Column>[]> {
  let places: readonly number[] | undefined;
  const names = [...columns.required, ...columns.optional];
  try {
    for await (const records of readCsv(decodeText(bytes))) {
      let body = records;
      if (places === undefined) {
        const [header, ...others] = records;
        if (header === undefined) continue;
        places = readHeader(header, columns, log);
        if (places === undefined) return;
        body = others;
      }
      const width = places.filter((place) => place >= 0).length;
      yield body.flatMap((record) => toRow(record, { names, places: places ?? [], width }, log));
    }
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    log.add(error.issue);
    return;
  }
  if (places === undefined)
    log.add({ code: 'empty_file', message: `The file is empty; its first line names the columns ${names.join(',')}.` });
}

/** For each known column its place in the file, -1 for an optional one that is missing; `undefined` after a fault. */
function readHeader<Column extends string>(
  { line, cells }: CsvRecord,
  { required, optional }: TableColumns<Column>,
  log: IssueLog,
): readonly number[] | undefined {
  const found = cells.map((cell) => cell.trim().toLowerCase());
  const known: readonly string[] = [...required, ...optional];
  const missing = required.filter((name) => !found.includes(name));
  const unknown = found.filter((name) => !known.includes(name));
  const repeated = found.filter((name, place) => found.indexOf(name) !== place);
  if (missing.length + unknown.length + repeated.length > 0) {
    const faults = [
      missing.length > 0 ? `misses ${missing.join(', ')}` : '',
      unknown.length > 0 ? `has ${unknown.slice(0, 20).map(quoted).join(', ')}, which nothing reads` : '',
      repeated.length > 0 ? `repeats ${repeated.join(', ')}` : '',
    ];
    const expected = [...required, ...optional.map((name) => `[${name}]`)].join(',');
    const message = `The header ${faults.filter(Boolean).join(' and ')}; the columns are ${expected}, separated by commas.`;
    log.add({ code: 'bad_header', message, line, value: cells.join(',') });
    return undefined;
  }
  return known.map((name) => found.indexOf(name));
}

interface RowShape<Column extends string> {
  readonly names: readonly Column[];
  readonly places: readonly number[];
  readonly width: number;
}

function toRow<Column extends string>(
  { line, cells }: CsvRecord,
  { names, places, width }: RowShape<Column>,
  log: IssueLog,
): TableRow<Column>[] {
  if (cells.length !== width) {
    const message = `Line ${line} has ${cells.length} cells; the header has ${width} columns.`;
    log.add({ code: 'wrong_width', message, line, value: cells.join(',') });
    return [];
  }
  const named = names.map((name, index) => [name, cells[places[index] ?? -1]?.trim() ?? ''] as const);
  const control = named.find(([, value]) => CONTROL_CHARACTER.test(value));
  if (control !== undefined) {
    const [column, value] = control;
    const message = `Line ${line} has a control character in ${column}; remove it.`;
    log.add({ code: 'control_character', message, line, column, value: JSON.stringify(value) });
    return [];
  }
  return [{ line, cells: Object.fromEntries(named) as Record<Column, string> }];
}

/** NUL and the other control characters; tab and line ends may stand inside a quoted cell. */
const CONTROL_CHARACTER = /[\p{Cc}--[\t\n\r]]/v;

function quoted(name: string): string {
  return name === '' ? 'a column without a name' : JSON.stringify(name);
}
