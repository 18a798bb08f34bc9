import { Buffer, isUtf8 } from 'node:buffer';
import type { DelimitedFormat } from '#reports/mapping-layout';
import { UnreadableReport } from '#reports/reading/unreadable-report';
import { reportError } from '#reports/report-error';

export type TextEncodingName = DelimitedFormat['encoding'];

/** The encoding that a byte order mark says, and the mark's length; `undefined` without a mark. */
function byteOrderMark(bytes: Uint8Array): { encoding: TextEncodingName; length: number } | undefined {
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return { encoding: 'utf-8', length: 3 };
  if (first === 0xff && second === 0xfe) return { encoding: 'utf-16le', length: 2 };
  if (first === 0xfe && second === 0xff) return { encoding: 'utf-16be', length: 2 };
  return undefined;
}

/**
 * How a file begins: by its byte order mark; else UTF-16 where its first two characters say so by their NULs, which no
 * other encoding may have; else as `declared`.
 */
export function beginningOf(
  head: Uint8Array,
  declared: TextEncodingName,
): { encoding: TextEncodingName; length: number } {
  const mark = byteOrderMark(head);
  if (mark !== undefined) return mark;
  const [first, second, third, fourth] = head;
  if (first && second === 0 && third && fourth === 0) return { encoding: 'utf-16le', length: 0 };
  if (first === 0 && second && third === 0 && fourth) return { encoding: 'utf-16be', length: 0 };
  return { encoding: declared, length: 0 };
}

const BEGINNING_BYTES = 4;

/**
 * Decodes a byte stream: by its byte order mark, else as UTF-16 where it is that, else as `declared`. Never splits a character at a chunk's end. Throws
 * `UnreadableReport` at bytes that are not text of the encoding: money is not guessed from replacement characters.
 */
export async function* decodeText(
  chunks: AsyncIterable<Uint8Array>,
  declared: TextEncodingName,
): AsyncGenerator<string, void, undefined> {
  let decoder: ChunkDecoder | undefined;
  let head: Uint8Array = new Uint8Array();
  for await (const chunk of chunks) {
    let bytes = chunk;
    if (decoder === undefined) {
      head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
      if (head.length < BEGINNING_BYTES) continue;
      const { encoding, length } = beginningOf(head, declared);
      decoder = chunkDecoder(encoding);
      bytes = head.subarray(length);
    }
    const text = decoder(bytes, false);
    if (text !== '') yield text;
  }
  if (decoder === undefined) {
    const { encoding, length } = beginningOf(head, declared);
    decoder = chunkDecoder(encoding);
    const text = decoder(head.subarray(length), true);
    if (text !== '') yield text;
    return;
  }
  const rest = decoder(new Uint8Array(), true);
  if (rest !== '') yield rest;
}

type ChunkDecoder = (bytes: Uint8Array, isLast: boolean) => string;

function chunkDecoder(encoding: TextEncodingName): ChunkDecoder {
  if (encoding === 'utf-8') return utf8Decoder();
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  return (bytes, isLast) => {
    try {
      return decoder.decode(bytes, { stream: !isLast });
    } catch {
      throw invalid(encoding);
    }
  };
}

/** Several times faster than a streaming TextDecoder: whole chunks are checked and copied, only a cut character is kept. */
function utf8Decoder(): ChunkDecoder {
  let rest: Uint8Array = new Uint8Array();
  return (bytes, isLast) => {
    const joined = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    const end = isLast ? joined.length : joined.length - cutCharacterLength(joined);
    const whole = Buffer.from(joined.buffer, joined.byteOffset, end);
    if (!isUtf8(whole)) throw invalid('utf-8');
    rest = end === joined.length ? new Uint8Array() : Uint8Array.from(joined.subarray(end));
    return whole.toString('utf8');
  };
}

/** Bytes at the end that begin a character without finishing it: 0 to 3. */
function cutCharacterLength(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return length > back ? back : 0;
    }
  }
  return 0;
}

function invalid(encoding: string): UnreadableReport {
  return new UnreadableReport(
    reportError(
      'invalid_encoding',
      { value: encoding },
      `a byte order mark, or text in ${encoding} throughout, would be read`,
    ),
  );
}
