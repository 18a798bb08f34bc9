import { numberedLines } from '#settlement/reading/bank-text';
import { unreadable } from '#settlement/unreadable';

/** Characters of every record. */
export const NACHA_RECORD_LENGTH = 94;

export interface NachaRecord {
  readonly line: number;
  readonly text: string;
  /** The characters from position `from` to `to`, 1-based and inclusive, as NACHA counts, without padding. */
  readonly at: (from: number, to: number) => string;
}

/** The records of a file, whether they stand in lines or without any; trailing blanks that were stripped are given back. */
export async function* nachaRecords(text: AsyncIterable<string>): AsyncGenerator<NachaRecord> {
  for await (const lines of numberedLines(text))
    for (const { number, text: line } of lines) {
      if (line.trim() === '') continue;
      for (let start = 0; start < line.length; start += NACHA_RECORD_LENGTH)
        yield recordOf(line.slice(start, start + NACHA_RECORD_LENGTH), number);
    }
}

function recordOf(text: string, line: number): NachaRecord {
  if (!/^[1-9]/.test(text)) throw unreadable('malformed_record', 'A record starts with no type from 1 to 9.', { line });
  const padded = text.padEnd(NACHA_RECORD_LENGTH);
  return { line, text: padded, at: (from, to) => padded.slice(from - 1, to).trim() };
}
