/**
 * Memory for bytes on their way, used again and again. V8 counts what lies outside its heap as if it lay in it: bytes in
 * buffers of their own make it mark the whole heap after every fifteen megabytes or so.
 */
export const BUFFER_BYTES = 512 * 1024;

const SPARE_MAX = 8;
const spare: Buffer[] = [];

/** A buffer of `BUFFER_BYTES` with anything in it. */
export function takeBuffer(): Buffer {
  return spare.pop() ?? Buffer.allocUnsafeSlow(BUFFER_BYTES);
}

/** Takes back a buffer that nobody reads or writes any more. */
export function giveBuffer(buffer: Buffer): void {
  if (spare.length < SPARE_MAX) spare.push(buffer);
}

/** Frees memory at once that is `bytes` alone and that nobody reads any more, not at the next collection of garbage. */
export function freeBytes(bytes: Buffer): void {
  const { buffer } = bytes;
  if (buffer instanceof ArrayBuffer && buffer.byteLength === bytes.byteLength) buffer.transfer(0);
}
