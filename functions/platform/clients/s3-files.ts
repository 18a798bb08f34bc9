import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  CopyObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';

export interface StoredFile {
  readonly bucket: string;
  readonly key: string;
}

/** A new empty directory for one piece of work; the caller removes it. */
export function makeWorkDirectory(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'pennywhistle-'));
}

/** The bytes of an object as they come; a reader that stops early ends the transfer. */
export async function* readObject(
  s3: S3Client,
  { bucket, key }: StoredFile,
): AsyncGenerator<Uint8Array, void, undefined> {
  const answer = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  yield* answer.Body as Readable;
}

/** Streams an object to `path`; answers its size and SHA-256 (hex). A partial file is removed before it throws. */
export async function downloadFile(
  s3: S3Client,
  { bucket, key, etag }: StoredFile & { readonly etag?: string },
  path: string,
): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const answer = await s3.send(
    new GetObjectCommand({ Bucket: bucket, Key: key, ...(etag !== undefined && { IfMatch: etag }) }),
  );
  const hash = createHash('sha256');
  let bytes = 0;
  const counted = async function* (chunks: AsyncIterable<Uint8Array>) {
    for await (const chunk of chunks) {
      hash.update(chunk);
      bytes += chunk.byteLength;
      yield chunk;
    }
  };
  try {
    await pipeline(answer.Body as Readable, counted, createWriteStream(path, { highWaterMark: 1 << 20 }));
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** Streams a local file into an object, replacing what is there. */
export async function uploadFile(s3: S3Client, { bucket, key }: StoredFile, path: string): Promise<void> {
  const { size } = await stat(path);
  const body = createReadStream(path, { highWaterMark: 1 << 20 });
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentLength: size }));
}

/**
 * Copies the bytes of an object inside S3, and nothing that was said about them, replacing what is there. With `etag`
 * the copy fails with status 412 once the object has other bytes.
 */
export async function copyObject(
  s3: S3Client,
  { bucket, key, etag }: StoredFile & { readonly etag?: string },
  to: StoredFile,
): Promise<void> {
  await s3.send(
    new CopyObjectCommand({
      Bucket: to.bucket,
      Key: to.key,
      CopySource: `${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`,
      MetadataDirective: 'REPLACE',
      TaggingDirective: 'REPLACE',
      ...(etag !== undefined && { CopySourceIfMatch: etag }),
    }),
  );
}

/** An object as a listing shows it. */
export interface ObjectOutline {
  readonly key: string;
  readonly bytes: number;
  /** In quotes, as S3 writes it and `IfMatch` takes it. */
  readonly etag: string;
}

/** Every object under a prefix, in byte order of keys. */
export async function listObjects(s3: S3Client, bucket: string, prefix: string): Promise<readonly ObjectOutline[]> {
  const objects: ObjectOutline[] = [];
  let token: string | undefined;
  do {
    const page = await s3.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ...(token && { ContinuationToken: token }) }),
    );
    for (const { Key, Size = 0, ETag = '' } of page.Contents ?? [])
      if (Key !== undefined) objects.push({ key: Key, bytes: Size, etag: ETag });
    token = page.NextContinuationToken;
  } while (token !== undefined);
  return objects;
}

/** The folders right under a prefix, each with its slash at the end, in byte order. */
export async function listFolders(s3: S3Client, bucket: string, prefix: string): Promise<readonly string[]> {
  const folders: string[] = [];
  let token: string | undefined;
  do {
    const request = { Bucket: bucket, Prefix: prefix, Delimiter: '/', ...(token && { ContinuationToken: token }) };
    const page = await s3.send(new ListObjectsV2Command(request));
    for (const { Prefix } of page.CommonPrefixes ?? []) if (Prefix !== undefined) folders.push(Prefix);
    token = page.NextContinuationToken;
  } while (token !== undefined);
  return folders;
}

/** Every key under a prefix, in byte order. */
export async function listKeys(s3: S3Client, bucket: string, prefix: string): Promise<readonly string[]> {
  return (await listObjects(s3, bucket, prefix)).map(({ key }) => key);
}

/** Removes objects; keys that are gone already are no error. */
export async function deleteKeys(s3: S3Client, bucket: string, keys: readonly string[]): Promise<void> {
  for (let start = 0; start < keys.length; start += 1000) {
    const Objects = keys.slice(start, start + 1000).map((Key) => ({ Key }));
    await s3.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }));
  }
}
