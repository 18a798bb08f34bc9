import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GetObjectCommand, HeadObjectCommand, NotFound, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { ArchiveOutcome, DropArchive } from '#drops/ports';
import { assertThat } from '#kernel/errors';

export interface DropArchiveOptions {
  readonly s3: S3Client;
  readonly lakeBucket: string;
}

/**
 * The archive in the lake: `archive/<sha256>`. The bytes pass through a local file, since the key is known only once the
 * last of them was read. A crash leaves no half object: S3 shows an object when it is whole.
 */
export function createDropArchive({ s3, lakeBucket }: DropArchiveOptions): DropArchive {
  return {
    async archive(object) {
      const directory = await mkdtemp(join(tmpdir(), 'drop-'));
      try {
        const path = join(directory, 'bytes');
        const read = await readTo(s3, object, path);
        if (typeof read === 'string') return { kind: read };
        const archiveKey = archiveKeyOf(read.contentHash);
        await storeOnce(s3, { Bucket: lakeBucket, Key: archiveKey }, { path, size: read.size });
        return { kind: 'archived', archiveKey, ...read };
      } finally {
        await rm(directory, { recursive: true, force: true });
      }
    },
  };
}

export function archiveKeyOf(contentHash: string): string {
  return `archive/${contentHash}`;
}

/** Opens archived bytes as a stream. */
export async function openArchived(
  { s3, lakeBucket }: DropArchiveOptions,
  archiveKey: string,
): Promise<AsyncIterable<Uint8Array>> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: lakeBucket, Key: archiveKey }));
  assertThat(Body instanceof Readable, `${archiveKey} has no body`);
  return Body;
}

async function readTo(
  s3: S3Client,
  { bucket, key, etag }: Parameters<DropArchive['archive']>[0],
  path: string,
): Promise<{ readonly contentHash: string; readonly size: number } | 'gone' | 'replaced'> {
  const hash = createHash('sha256');
  let size = 0;
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key, IfMatch: `"${etag}"` }));
    assertThat(Body instanceof Readable, `${key} has no body`);
    const meter = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        size += chunk.length;
        done(null, chunk);
      },
    });
    await pipeline(Body, meter, createWriteStream(path));
    return { contentHash: hash.digest('hex'), size };
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    if (name === 'NoSuchKey' || name === 'NotFound') return 'gone' satisfies ArchiveOutcome['kind'];
    if (name === 'PreconditionFailed') return 'replaced';
    throw error;
  }
}

async function storeOnce(
  s3: S3Client,
  target: { readonly Bucket: string; readonly Key: string },
  { path, size }: { readonly path: string; readonly size: number },
): Promise<void> {
  // Asked first: the key is the hash, so what is there is the same, and a large drop need not travel again.
  if (await isStored(s3, target)) return;
  const Body = size === 0 ? '' : createReadStream(path);
  try {
    await s3.send(new PutObjectCommand({ ...target, Body, ContentLength: size, IfNoneMatch: '*' }));
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'PreconditionFailed') throw error;
  }
}

async function isStored(s3: S3Client, target: { readonly Bucket: string; readonly Key: string }): Promise<boolean> {
  try {
    await s3.send(new HeadObjectCommand(target));
    return true;
  } catch (error) {
    if (error instanceof NotFound) return false;
    throw error;
  }
}
