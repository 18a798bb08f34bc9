/** One physical line of a file, counted from 1. */
export interface FileLine {
  readonly line: number;
  /** Without the line end; of a line that is too long, only its beginning. */
  readonly bytes: Uint8Array;
  readonly isTooLong: boolean;
}

const NEWLINE = 0x0a;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
/** As much of a line that is too long as is worth keeping. */
const HEAD_BYTES = 8192;

/**
 * Cuts a stream of bytes into lines, batch by batch as they come. Memory holds one line, of which no more than `bytesMax`;
 * a longer one is passed over up to its end. Lines of nothing but spaces are left out, but counted.
 */
export async function* splitLines(
  chunks: AsyncIterable<Uint8Array>,
  bytesMax: number,
): AsyncGenerator<readonly FileLine[]> {
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let line = 1;
  const take = (part: Uint8Array) => {
    // What passes the limit is only counted.
    if (heldBytes <= bytesMax) held.push(part);
    heldBytes += part.length;
  };
  const finish = (): FileLine => {
    const isTooLong = heldBytes > bytesMax;
    const whole = held.length === 1 && held[0] !== undefined ? held[0] : Buffer.concat(held);
    const bytes = line === 1 ? withoutMark(whole) : whole;
    const found = { line, bytes: isTooLong ? bytes.subarray(0, HEAD_BYTES) : bytes, isTooLong };
    [held, heldBytes] = [[], 0];
    line += 1;
    return found;
  };
  for await (const chunk of chunks) {
    const lines: FileLine[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      take(chunk.subarray(start, end));
      const found = finish();
      if (!isBlank(found.bytes)) lines.push(found);
      start = end + 1;
    }
    if (start < chunk.length) take(chunk.subarray(start));
    if (lines.length > 0) yield lines;
  }
  if (heldBytes === 0) return;
  const last = finish();
  if (!isBlank(last.bytes)) yield [last];
}

function withoutMark(bytes: Uint8Array): Uint8Array {
  return BYTE_ORDER_MARK.every((byte, at) => bytes[at] === byte) ? bytes.subarray(BYTE_ORDER_MARK.length) : bytes;
}

function isBlank(bytes: Uint8Array): boolean {
  for (const byte of bytes) if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) return false;
  return true;
}
