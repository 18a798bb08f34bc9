import { UnreadableFile } from '#kernel/csv/unreadable-file';

export interface CsvRecord {
  /** Physical line where the record starts, 1-based. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** Most characters of one record; a quote that is never closed must not swallow the file into memory. */
const RECORD_LENGTH_MAX = 1_000_000;

/**
 * Splits text into records as RFC 4180 says: cells by comma, records by LF, CRLF or CR, quoted cells may hold both, and
 * `""` is a quote. A quote inside an unquoted cell is a character like any other (`7" mix`). Empty lines are no
 * records. Answers one list for each piece of text; throws `UnreadableFile` where quotes do not match.
 */
export async function* readCsv(text: AsyncIterable<string>): AsyncGenerator<readonly CsvRecord[]> {
  const reader = csvReader();
  for await (const piece of text) {
    const records = reader.push(piece);
    if (records.length > 0) yield records;
  }
  const last = reader.end();
  if (last.length > 0) yield last;
}

type State = 'cell-start' | 'plain' | 'quoted' | 'quote-in-quoted';

function csvReader() {
  let state: State = 'cell-start';
  let cell = '';
  let cells: string[] = [];
  let line = 1;
  let recordLine = 1;
  let lastWasReturn = false;
  let length = 0;
  let found: CsvRecord[] = [];

  function endCell(): void {
    cells.push(cell);
    length += cell.length;
    cell = '';
    state = 'cell-start';
  }

  function endRecord(): void {
    const isBlank = cells.length === 0 && cell === '' && state === 'cell-start';
    if (!isBlank) {
      endCell();
      found.push({ line: recordLine, cells });
    }
    cells = [];
    length = 0;
    state = 'cell-start';
  }

  function take(character: string): void {
    if (state === 'quoted') {
      if (character === '"') state = 'quote-in-quoted';
      else cell += character;
    } else if (character === ',') endCell();
    else if (character === '\n' || character === '\r') endRecord();
    else if (state === 'quote-in-quoted') {
      if (character !== '"') throw strayText(recordLine);
      cell += '"';
      state = 'quoted';
    } else if (character === '"' && state === 'cell-start') state = 'quoted';
    else {
      cell += character;
      state = 'plain';
    }
  }

  return {
    push(piece: string): readonly CsvRecord[] {
      found = [];
      let index = 0;
      while (index < piece.length) {
        const end = state === 'quoted' ? endOfRun(piece, index, QUOTED_STOP) : endOfRun(piece, index, PLAIN_STOP);
        if (end > index && state !== 'quote-in-quoted') {
          cell += piece.slice(index, end);
          if (state === 'cell-start') state = 'plain';
          lastWasReturn = false;
          index = end;
          continue;
        }
        const character = piece.charAt(index);
        index += 1;
        const isSecondHalf = character === '\n' && lastWasReturn;
        lastWasReturn = character === '\r';
        if (isSecondHalf && state !== 'quoted') {
          recordLine = line;
          continue;
        }
        take(character);
        if ((character === '\n' && !isSecondHalf) || character === '\r') line += 1;
        if (state === 'cell-start' && cells.length === 0 && cell === '') recordLine = line;
        if (length + cell.length > RECORD_LENGTH_MAX) throw tooLong(recordLine, state === 'quoted');
      }
      return found;
    },
    end(): readonly CsvRecord[] {
      found = [];
      if (state === 'quoted') throw unclosedQuote(recordLine);
      endRecord();
      return found;
    },
  };
}

const PLAIN_STOP = /[,"\r\n]/g;
const QUOTED_STOP = /["\r\n]/g;

function endOfRun(piece: string, from: number, stop: RegExp): number {
  stop.lastIndex = from;
  return stop.test(piece) ? stop.lastIndex - 1 : piece.length;
}

function strayText(line: number): UnreadableFile {
  const message = `The record on line ${line} has text after a closing quote; write a quote inside a quoted cell as "".`;
  return new UnreadableFile({ code: 'bad_quotes', message, line });
}

function unclosedQuote(line: number): UnreadableFile {
  const message = `The record on line ${line} opens a quote that is never closed; close it, or double it inside the cell.`;
  return new UnreadableFile({ code: 'bad_quotes', message, line });
}

function tooLong(line: number, inQuotes: boolean): UnreadableFile {
  if (inQuotes) return unclosedQuote(line);
  const message = `The record on line ${line} is longer than ${RECORD_LENGTH_MAX} characters; it is no table row.`;
  return new UnreadableFile({ code: 'record_too_long', message, line });
}
