import type { RawRecord, RecordFlaw } from '#reports/reading/raw-record';
import { UnreadableReport } from '#reports/reading/unreadable-report';
import { reportError } from '#reports/report-error';

export interface TokenizerOptions {
  readonly delimiter: string;
  /** `null` when a quote is an ordinary character. */
  readonly quote: string | null;
  /** A record longer than this is refused, so that one open quote cannot hold a whole file in memory. */
  readonly recordCharactersMax?: number;
}

/** Turns text, in pieces of any size, into records with their physical lines. */
export interface Tokenizer {
  push(text: string): readonly RawRecord[];
  /** The last record when the text does not end in a line break. */
  end(): readonly RawRecord[];
}

export const RECORD_CHARACTERS_MAX = 1 << 20;

/**
 * A tokenizer of our own, since papaparse reports no physical lines (docs/adr/report-tokenizer.md). RFC 4180, with LF,
 * CRLF or CR (whichever comes first in the text); quotes open at the start of a cell only. A record without a quote is
 * cut by `indexOf` and `split` alone.
 */
export function createTokenizer(options: TokenizerOptions): Tokenizer {
  const { delimiter, quote, recordCharactersMax = RECORD_CHARACTERS_MAX } = options;
  let buffer = '';
  let line = 1;
  let lineBreak = '';

  const scan = (isLast: boolean): readonly RawRecord[] => {
    const records: RawRecord[] = [];
    if (lineBreak === '') lineBreak = firstLineBreak(buffer, isLast);
    const hasNul = buffer.includes('\0');
    let start = 0;
    let nextQuote = quote === null ? -1 : buffer.indexOf(quote);
    while (start < buffer.length) {
      let end = lineBreak === '' ? -1 : buffer.indexOf(lineBreak, start);
      if (end === -1 && isLast) end = buffer.length;
      if (nextQuote !== -1 && nextQuote < start && quote !== null) nextQuote = buffer.indexOf(quote, start);
      if (quote !== null && nextQuote !== -1 && (end === -1 || nextQuote < end)) {
        const quoted = quotedRecord({ text: buffer, start, delimiter, quote, lineBreak, isLast });
        if (quoted === undefined) break;
        const { cells, flaw } = quoted;
        records.push(flawed({ line, cells, text: undefined, delimiter: undefined, flaw }, hasNul));
        line += quoted.lines;
        start = quoted.next;
        continue;
      }
      if (end === -1) break;
      const textEnd = lineBreak === '\n' && end > start && buffer.charCodeAt(end - 1) === 13 ? end - 1 : end;
      const text = buffer.slice(start, textEnd);
      records.push(flawed({ line, cells: text.split(delimiter), text, delimiter, flaw: undefined }, hasNul));
      line += 1;
      start = end + 1;
    }
    buffer = start === 0 ? buffer : buffer.slice(start);
    if (buffer.length > recordCharactersMax) throw tooLong(line, recordCharactersMax);
    return records;
  };

  return {
    push(text) {
      buffer = buffer === '' ? text : buffer + text;
      return scan(false);
    },
    end() {
      return scan(true);
    },
  };
}

/** `\n` for LF and CRLF, `\r` for CR; empty while it is not known. */
function firstLineBreak(text: string, isLast: boolean): string {
  const lineFeed = text.indexOf('\n');
  const carriageReturn = text.indexOf('\r');
  if (carriageReturn === -1 || (lineFeed !== -1 && lineFeed < carriageReturn)) return lineFeed === -1 ? '' : '\n';
  if (carriageReturn + 1 === text.length && !isLast) return '';
  return text.charAt(carriageReturn + 1) === '\n' ? '\n' : '\r';
}

interface QuotedRecord {
  readonly cells: string[];
  /** Where the next record starts. */
  readonly next: number;
  readonly lines: number;
  readonly flaw: RecordFlaw | undefined;
}

interface QuotedScan {
  readonly text: string;
  readonly start: number;
  readonly delimiter: string;
  readonly quote: string;
  readonly lineBreak: string;
  readonly isLast: boolean;
}

/** One record with quotes, read character by character; `undefined` when its end is not in the text yet. */
function quotedRecord({ text, start, delimiter, quote, lineBreak, isLast }: QuotedScan): QuotedRecord | undefined {
  const cells: string[] = [];
  let lines = 1;
  let flaw: RecordFlaw | undefined;
  let at = start;
  for (;;) {
    let cell = '';
    const isQuoted = text.startsWith(quote, at);
    if (isQuoted) {
      const closed = quotedCell(text, at, quote);
      if (closed === undefined) {
        if (!isLast) return undefined;
        const open = text.slice(at + 1);
        return {
          cells: [...cells, open],
          next: text.length,
          lines: lines + lineBreaks(open),
          flaw: { type: 'unclosed_quote', cell: cells.length, value: open },
        };
      }
      if (closed.next === text.length && !isLast) return undefined;
      cell = closed.cell;
      lines += lineBreaks(cell);
      at = closed.next;
      if (text.charAt(at) === delimiter) {
        cells.push(cell);
        at += 1;
        continue;
      }
    }
    const stop = cellEnd(text, at, delimiter, lineBreak);
    if (stop === -1 && !isLast) return undefined;
    const end = stop === -1 ? text.length : stop;
    const isDelimiter = text.startsWith(delimiter, end) && end < text.length;
    const plain = isDelimiter ? text.slice(at, end) : withoutReturn(text.slice(at, end), lineBreak);
    if (isQuoted && plain !== '') flaw = { type: 'malformed_quote', cell: cells.length, value: cell + plain };
    cells.push(cell + plain);
    at = end + 1;
    if (!isDelimiter) return { cells, next: Math.min(at, text.length), lines, flaw };
  }
}

/** The cell whose quote opens at `at`; doubled quotes stand for one. `undefined` when it does not close in the text. */
function quotedCell(text: string, at: number, quote: string): { cell: string; next: number } | undefined {
  let cell = '';
  let from = at + 1;
  for (;;) {
    const close = text.indexOf(quote, from);
    if (close === -1) return undefined;
    cell += text.slice(from, close);
    if (!text.startsWith(quote, close + 1)) return { cell, next: close + 1 };
    cell += quote;
    from = close + 2;
  }
}

function cellEnd(text: string, from: number, delimiter: string, lineBreak: string): number {
  const delimited = text.indexOf(delimiter, from);
  const broken = lineBreak === '' ? -1 : text.indexOf(lineBreak, from);
  if (delimited === -1 || broken === -1) return Math.max(delimited, broken);
  return Math.min(delimited, broken);
}

const withoutReturn = (text: string, lineBreak: string) =>
  lineBreak !== '\r' && text.endsWith('\r') ? text.slice(0, -1) : text;

const lineBreaks = (text: string) =>
  text.includes('\n') || text.includes('\r') ? (text.match(/\r\n|\n|\r/g)?.length ?? 0) : 0;

function flawed(record: RawRecord, mayHaveNul: boolean): RawRecord {
  if (!mayHaveNul || record.flaw !== undefined) return record;
  const cell = record.cells.findIndex((text) => text.includes('\0'));
  return cell === -1 ? record : { ...record, flaw: { type: 'nul_byte', cell, value: record.cells[cell] ?? '' } };
}

function tooLong(line: number, charactersMax: number): UnreadableReport {
  return new UnreadableReport(
    reportError(
      'line_too_long',
      { line },
      `a record of at most ${charactersMax} characters, every quote closed, would be read`,
    ),
  );
}
