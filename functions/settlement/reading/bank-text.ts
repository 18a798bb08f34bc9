import { TextDecoder } from 'node:util';
import { decodeText } from '#kernel/csv/decode-text';
import { UnreadableFile } from '#kernel/csv/unreadable-file';
import { unreadable } from '#settlement/unreadable';

/** Opens the bytes of a file from their start; a reader may do so more than once. */
export type OpenBytes = () => Promise<AsyncIterable<Uint8Array>>;

/** A file's text in pieces. */
export type OpenText = () => AsyncIterable<string>;

const DECLARED = /^<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([\w.-]{1,40})["']/;
const LATIN: ReadonlySet<string> = new Set(['iso-8859-1', 'iso-8859-15', 'latin1', 'windows-1252', 'us-ascii']);
const UNICODE: ReadonlySet<string> = new Set(['utf-8', 'utf8', 'utf-16', 'utf-16le', 'utf-16be']);
const HEAD_CHARACTERS = 1024;

/**
 * The text of an XML file in the encoding that it declares; UTF-8 or, by its mark, UTF-16 without one. Throws `UnreadableFile`
 * for an encoding that is not read here.
 */
export async function xmlText(open: OpenBytes): Promise<OpenText> {
  const declared = DECLARED.exec(await latinHead(open))?.[1]?.toLowerCase() ?? 'utf-8';
  if (UNICODE.has(declared)) return () => unicode(open);
  if (LATIN.has(declared)) return () => latin(open);
  throw unreadable('unknown_encoding', `The file declares the encoding ${declared}; save it as UTF-8.`, { line: 1 });
}

/** The text of a line-based file: UTF-8 where all of it is, else Latin, as older bank systems write. */
export async function plainText(open: OpenBytes): Promise<OpenText> {
  try {
    for await (const _ of unicode(open));
    return () => unicode(open);
  } catch (error) {
    if (!(error instanceof UnreadableFile) || error.issue.code !== 'not_utf8') throw error;
    return () => latin(open);
  }
}

/** The start of the file, byte for character, to tell formats apart. */
export async function latinHead(open: OpenBytes): Promise<string> {
  let head = '';
  for await (const text of latin(open)) {
    head += text;
    if (head.length >= HEAD_CHARACTERS) break;
  }
  return head.slice(0, HEAD_CHARACTERS);
}

async function* unicode(open: OpenBytes): AsyncGenerator<string> {
  yield* decodeText(await open());
}

/** Windows-1252 has a character for every byte but five, which a lenient decoder replaces; none of them is in a number. */
async function* latin(open: OpenBytes): AsyncGenerator<string> {
  const decoder = new TextDecoder('windows-1252');
  for await (const chunk of await open()) yield decoder.decode(chunk, { stream: true });
}

/** The lines of a text, without their ends, each with its 1-based number. */
export async function* numberedLines(text: AsyncIterable<string>): AsyncGenerator<readonly NumberedLine[]> {
  let held = '';
  let number = 0;
  for await (const piece of text) {
    const lines = (held + piece).split('\n');
    held = lines.pop() ?? '';
    if (held.length > LINE_CHARACTERS_MAX)
      throw unreadable('line_too_long', `Line ${number + lines.length + 1} is longer than any bank writes.`);
    yield lines.map((line) => ({ number: ++number, text: trimmedEnd(line) }));
  }
  if (held !== '') yield [{ number: number + 1, text: trimmedEnd(held) }];
}

export interface NumberedLine {
  readonly number: number;
  readonly text: string;
}

const LINE_CHARACTERS_MAX = 1_000_000;
const trimmedEnd = (line: string) => (line.endsWith('\r') ? line.slice(0, -1) : line);
