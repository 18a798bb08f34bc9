import { createHash } from 'node:crypto';
import { S3Error } from '#infra/local/engines/s3/s3-error';

const KEY_BYTES_MAX = 1024;
const FILE_NAME_BYTES_MAX = 255;
const BUCKET_NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** What a path-style URL addresses. */
export interface ObjectAddress {
  readonly bucket: string | undefined;
  readonly key: string | undefined;
}

/** Reads `/bucket/key`, percent-encoded; nothing is normalised, so `..` stays part of the key. Throws S3Error. */
export function parseAddress(path: string): ObjectAddress {
  const [, bucket = '', ...rest] = path.split('/');
  if (bucket === '') return { bucket: undefined, key: undefined };
  const key = decode(rest.join('/'));
  return { bucket: parseBucketName(decode(bucket)), key: key === '' ? undefined : parseKey(key) };
}

/** A bucket name as S3 allows it; throws S3Error InvalidBucketName. */
export function parseBucketName(name: string): string {
  if (BUCKET_NAME.test(name) && !name.includes('..')) return name;
  throw new S3Error(
    400,
    'InvalidBucketName',
    `${JSON.stringify(name)} is no bucket name; 3 to 63 lower-case letters, digits, dots and hyphens are`,
  );
}

/** A key as S3 allows it, up to 1,024 bytes of UTF-8; throws S3Error KeyTooLongError. */
export function parseKey(key: string): string {
  const size = Buffer.byteLength(key);
  if (size <= KEY_BYTES_MAX) return key;
  throw new S3Error(400, 'KeyTooLongError', `The key has ${size} bytes; at most ${KEY_BYTES_MAX} are allowed`);
}

/** Whether the key can be a relative path of the same spelling, with no step outside the bucket's folder. */
export function isPlainPath(key: string): boolean {
  return key
    .split('/')
    .every(
      (segment) =>
        segment !== '' &&
        segment !== '.' &&
        segment !== '..' &&
        !segment.includes('\0') &&
        Buffer.byteLength(segment) <= FILE_NAME_BYTES_MAX,
    );
}

/** The file name of a key that is no plain path, or whose path another object occupies. */
export function irregularName(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new S3Error(400, 'InvalidURI', `${text} is not percent-encoded UTF-8`);
  }
}
