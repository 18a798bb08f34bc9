import { Readable } from 'node:stream';
import { TextDecoder } from 'node:util';
import { createGunzip } from 'node:zlib';
import { UnreadableFile } from '#kernel/csv/unreadable-file';

/** Most bytes that a file may unpack to: a bomb ends here, a catalogue of ten million tracks does not. */
export const UNPACKED_BYTES_MAX = 4 * 1024 ** 3;

/**
 * The text of a dropped file, piece by piece: gzip is unpacked, a byte order mark chooses UTF-8 or UTF-16 and is
 * removed; without one the text is UTF-8. Throws `UnreadableFile` for bytes that are no such text.
 */
export async function* decodeText(
  bytes: AsyncIterable<Uint8Array>,
  unpackedBytesMax: number = UNPACKED_BYTES_MAX,
): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  let held: Uint8Array = new Uint8Array(0);
  for await (const chunk of unpack(bytes, unpackedBytesMax)) {
    if (decoder === undefined) {
      held = Buffer.concat([held, chunk]);
      if (held.length < 3) continue;
      decoder = decoderFor(held);
      yield decode(decoder, held, true);
    } else {
      yield decode(decoder, chunk, true);
    }
  }
  if (decoder === undefined) yield decode(decoderFor(held), held, false);
  else yield decode(decoder, new Uint8Array(0), false);
}

async function* unpack(bytes: AsyncIterable<Uint8Array>, unpackedBytesMax: number): AsyncGenerator<Uint8Array> {
  const { head, rest } = await peek(bytes, 4);
  if (head[0] === 0x50 && head[1] === 0x4b)
    throw unreadable('zip_archive', 'The file is a zip archive; drop the CSV file itself, plain or gzipped.');
  if (head[0] !== 0x1f || head[1] !== 0x8b) {
    yield* rest;
    return;
  }
  const unpacked = Readable.from(rest).pipe(createGunzip());
  let total = 0;
  try {
    for await (const chunk of unpacked) {
      total += chunk.length;
      if (total > unpackedBytesMax)
        throw unreadable('too_large', `The file unpacks to more than ${unpackedBytesMax} bytes; split it.`);
      yield chunk;
    }
  } catch (error) {
    if (!isZlibError(error)) throw error;
    throw unreadable('broken_gzip', `The gzip file is damaged or cut short (${error.message}); upload it again.`);
  }
}

async function peek(bytes: AsyncIterable<Uint8Array>, wanted: number) {
  const iterator = bytes[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array(0);
  while (head.length < wanted) {
    const next = await iterator.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  async function* rest(): AsyncGenerator<Uint8Array> {
    if (head.length > 0) yield head;
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
  }
  return { head, rest: rest() };
}

function decoderFor(start: Uint8Array): TextDecoder {
  const utf16 = (start[0] === 0xff && start[1] === 0xfe) || (start[0] === 0xfe && start[1] === 0xff);
  if (!utf16) return new TextDecoder('utf-8', { fatal: true });
  return new TextDecoder(start[0] === 0xff ? 'utf-16le' : 'utf-16be', { fatal: true });
}

function decode(decoder: TextDecoder, chunk: Uint8Array, stream: boolean): string {
  try {
    return decoder.decode(chunk, { stream });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw unreadable(
      'not_utf8',
      `The file is not valid ${decoder.encoding.toUpperCase()} text; save it as UTF-8 (CSV UTF-8 in a spreadsheet).`,
    );
  }
}

function isZlibError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
}

function unreadable(code: string, message: string): UnreadableFile {
  return new UnreadableFile({ code, message });
}
