import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { HeadObjectCommand, NotFound, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { StoredFile } from '#platform/clients/s3-files';

/** Stores a local file under a key that nothing holds yet. True when the object now holds these bytes, put just now or by a former try. */
export async function putFileOnce(
  s3: S3Client,
  { bucket, key }: StoredFile,
  { path, sha256 }: { readonly path: string; readonly sha256: string },
): Promise<boolean> {
  // Asked first: a refusal in the middle of an upload breaks the connection, and the bytes would travel for nothing.
  const standing = await storedSha256(s3, { Bucket: bucket, Key: key });
  if (standing !== undefined) return standing === sha256;
  const { size } = await stat(path);
  const upload = { Body: createReadStream(path), ContentLength: size, IfNoneMatch: '*', Metadata: { sha256 } };
  try {
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, ...upload }));
    return true;
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'PreconditionFailed') throw error;
    return (await storedSha256(s3, { Bucket: bucket, Key: key })) === sha256;
  }
}

/** Versions in a row that are taken and make no sense any more: somebody writes files by hand. */
const TAKEN_MAX = 1000;

/** Stores a local file under the first version number from `fromVersion` on that is free, or that holds these bytes already. */
export async function putVersionOnce(
  s3: S3Client,
  { bucket, keyOf }: { readonly bucket: string; readonly keyOf: (version: number) => string },
  { path, fromVersion }: { readonly path: string; readonly fromVersion: number },
): Promise<{ readonly version: number; readonly key: string; readonly sha256: string }> {
  const sha256 = await sha256OfFile(path);
  for (let version = fromVersion; version < fromVersion + TAKEN_MAX; version += 1) {
    const key = keyOf(version);
    if (await putFileOnce(s3, { bucket, key }, { path, sha256 })) return { version, key, sha256 };
  }
  throw new Error(`${keyOf(fromVersion)} and the ${TAKEN_MAX - 1} versions after it are all taken`);
}

/** SHA-256 of a local file, hex. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** The hash that an object was stored with, `''` for one without, `undefined` where there is no object. */
async function storedSha256(
  s3: S3Client,
  object: { readonly Bucket: string; readonly Key: string },
): Promise<string | undefined> {
  try {
    const { Metadata } = await s3.send(new HeadObjectCommand(object));
    const { sha256 = '' } = Metadata ?? {};
    return sha256;
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}
