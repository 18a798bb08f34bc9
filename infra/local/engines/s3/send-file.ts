import { read, readSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { promisify } from 'node:util';
import { BUFFER_BYTES, giveBuffer, takeBuffer } from '#infra/local/engines/s3/byte-buffers';

/** So little is read sooner than another thread is woken for it, and a buffer of its own is no burden. */
const SMALL_BYTES = 64 * 1024;

export interface FileRange {
  readonly first: number;
  readonly length: number;
}

const readAsync = promisify(read);

/** Ends `target` with a stretch of an open file: one buffer is read while the other leaves. Rejects when the other side hangs up. */
export async function sendFile(descriptor: number, { first, length }: FileRange, target: Writable): Promise<void> {
  if (length <= SMALL_BYTES) {
    const bytes = Buffer.allocUnsafe(length);
    if (readSync(descriptor, bytes, 0, length, first) < length) throw cutShort(length);
    target.end(bytes);
    return;
  }
  const buffers = [takeBuffer(), takeBuffer()] as const;
  let [filling, leaving] = buffers;
  let left: Promise<void> = Promise.resolve();
  for (let at = 0; at < length; ) {
    const wanted = Math.min(BUFFER_BYTES, length - at);
    const { bytesRead } = await readAsync(descriptor, filling, 0, wanted, first + at);
    if (bytesRead === 0) throw cutShort(length);
    at += bytesRead;
    await left;
    left = write(target, filling.subarray(0, bytesRead));
    // Its failure is heard when it is awaited, after the next read.
    left.catch(() => undefined);
    [filling, leaving] = [leaving, filling];
  }
  await left;
  // Not after an error: whatever failed may still read from them.
  buffers.forEach(giveBuffer);
  target.end();
}

/** Resolves once the bytes have left and their buffer may be used again. */
function write(target: Writable, bytes: Uint8Array): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const onClose = () => reject(Object.assign(new Error('The other side hung up'), { code: 'ERR_STREAM_DESTROYED' }));
  target.once('close', onClose);
  target.write(bytes, (error) => {
    target.off('close', onClose);
    if (error) reject(error);
    else resolve();
  });
  return promise;
}

const cutShort = (length: number) => new Error(`A stored file ends before its ${length} bytes were read`);
