import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { AwsChunkedFraming } from '#infra/local/engines/s3/aws-chunked';
import { freeBytes } from '#infra/local/engines/s3/byte-buffers';
import { PromisedChecksums } from '#infra/local/engines/s3/checksums';
import { FileSink } from '#infra/local/engines/s3/file-sink';
import { S3Error } from '#infra/local/engines/s3/s3-error';

const OBJECT_BYTES_MAX = 5 * 1024 ** 3;

/** Bytes that arrived whole and verified, in a temporary file. */
export interface ReceivedPayload {
  readonly temporaryFile: string;
  readonly sizeBytes: number;
  /** Hex of the MD5. */
  readonly md5: string;
  readonly checksums: Readonly<Record<string, string>>;
}

/**
 * Streams a request's body into `temporaryFile`, framing taken off, with memory that does not grow with it, and verifies
 * every digest that headers or trailers promise. Throws S3Error and leaves no file when one differs.
 */
export async function receivePayload(
  body: Readable,
  headers: Readonly<Record<string, string | undefined>>,
  temporaryFile: string,
): Promise<ReceivedPayload> {
  const checksums = new PromisedChecksums(headers);
  const md5 = createHash('md5');
  const sha256 = createHash('sha256');
  const promisedSha256 = /^[0-9a-f]{64}$/.exec(headers['x-amz-content-sha256'] ?? '')?.[0];
  const framing = isChunked(headers) ? new AwsChunkedFraming() : undefined;
  const sink = new FileSink(temporaryFile);
  let sizeBytes = 0;
  try {
    for await (const chunk of body) {
      for (const bytes of framing?.take(chunk) ?? [chunk]) {
        sizeBytes += bytes.length;
        if (sizeBytes > OBJECT_BYTES_MAX)
          throw new S3Error(400, 'EntityTooLarge', `One upload has at most ${OBJECT_BYTES_MAX} bytes; use parts`);
        md5.update(bytes);
        if (promisedSha256 !== undefined) sha256.update(bytes);
        checksums.update(bytes);
        await sink.append(bytes);
      }
      // Node's parser made it for us alone; another stream may have further use of it.
      if (body instanceof IncomingMessage) freeBytes(chunk);
    }
    framing?.end();
    await sink.end();
    checkLength(headers, sizeBytes, framing !== undefined);
    const digest = md5.digest();
    checkMd5(headers['content-md5'], digest);
    if (promisedSha256 !== undefined && sha256.digest('hex') !== promisedSha256)
      throw new S3Error(400, 'XAmzContentSHA256Mismatch', 'x-amz-content-sha256 does not match the bytes that arrived');
    const verified = await checksums.verify(framing?.trailers ?? {});
    return { temporaryFile, sizeBytes, md5: digest.toString('hex'), checksums: verified };
  } catch (error) {
    await sink.close();
    await rm(temporaryFile, { force: true });
    throw error;
  }
}

function isChunked(headers: Readonly<Record<string, string | undefined>>): boolean {
  const encodings = (headers['content-encoding'] ?? '').split(',').map((name) => name.trim());
  return encodings.includes('aws-chunked') || (headers['x-amz-content-sha256'] ?? '').startsWith('STREAMING-');
}

function checkLength(
  headers: Readonly<Record<string, string | undefined>>,
  sizeBytes: number,
  wasChunked: boolean,
): void {
  const promised = wasChunked ? headers['x-amz-decoded-content-length'] : headers['content-length'];
  if (promised !== undefined && Number(promised) !== sizeBytes)
    throw new S3Error(400, 'IncompleteBody', `The request promised ${promised} bytes and ${sizeBytes} arrived`);
}

function checkMd5(promised: string | undefined, actual: Buffer): void {
  if (promised === undefined) return;
  if (Buffer.from(promised, 'base64').length !== actual.length)
    throw new S3Error(400, 'InvalidDigest', `Content-MD5 ${promised} is not the base64 of 16 bytes`);
  if (promised !== actual.toString('base64'))
    throw new S3Error(400, 'BadDigest', `Content-MD5 says ${promised}; the bytes have ${actual.toString('base64')}`);
}
