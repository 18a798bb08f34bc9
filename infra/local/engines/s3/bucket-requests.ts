import { type Listing, listObjects } from '#infra/local/engines/s3/listing';
import { invalidArgument, S3Error } from '#infra/local/engines/s3/s3-error';
import { integerOf, isoTime, quoted, type S3Request, sendXml } from '#infra/local/engines/s3/s3-request';
import type { XmlElements } from '#infra/local/engines/s3/xml';

const KEYS_MAX = 1000;
const OWNER = { ID: '000000000000', DisplayName: 'local' };

/** GET of the root: every bucket. */
export function listBuckets(request: S3Request): void {
  const buckets = request.store.index.buckets();
  sendXml(request, 'ListAllMyBucketsResult', {
    Owner: OWNER,
    Buckets: {
      Bucket: buckets.map(({ name, createdAtMilliseconds }) => ({
        Name: name,
        CreationDate: isoTime(createdAtMilliseconds),
      })),
    },
  });
}

/** GET of a bucket: ListObjectsV2 with `list-type=2`, otherwise version 1. Throws S3Error. */
export function listBucket(request: S3Request): void {
  const { query, store, bucket } = request;
  store.bucket(bucket);
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') || undefined;
  const limit = integerOf(query, 'max-keys', { fallback: KEYS_MAX, min: 0, max: KEYS_MAX });
  const encode = encoderOf(query.get('encoding-type'));
  const isSecondVersion = query.get('list-type') === '2';
  const token = query.get('continuation-token');
  const startAfter = query.get('start-after') ?? '';
  const marker = query.get('marker') ?? '';
  const after = isSecondVersion ? (token === null ? startAfter : decodeToken(token)) : marker;
  const listing = listObjects(store.index, { bucket, prefix, delimiter, after, limit });
  const nextKey = listing.isTruncated ? listing.last : undefined;
  const paging: XmlElements = isSecondVersion
    ? {
        KeyCount: listing.objects.length + listing.commonPrefixes.length,
        ContinuationToken: token ?? undefined,
        NextContinuationToken: nextKey === undefined ? undefined : Buffer.from(nextKey).toString('base64url'),
        StartAfter: startAfter === '' ? undefined : encode(startAfter),
      }
    : { Marker: encode(marker), NextMarker: nextKey === undefined ? undefined : encode(nextKey) };
  sendXml(request, 'ListBucketResult', {
    Name: bucket,
    Prefix: encode(prefix),
    Delimiter: delimiter === undefined ? undefined : encode(delimiter),
    MaxKeys: limit,
    EncodingType: query.get('encoding-type') ?? undefined,
    IsTruncated: listing.isTruncated,
    ...paging,
    ...contentsOf(listing, encode),
  });
}

/** The small questions about a bucket: location, versioning, object lock. Throws S3Error for those it does not know. */
export function describeBucket(request: S3Request, question: string): void {
  const { lock, name } = request.store.bucket(request.bucket);
  if (question === 'location') {
    sendXml(request, 'LocationConstraint', {});
  } else if (question === 'versioning') {
    sendXml(request, 'VersioningConfiguration', {});
  } else if (question !== 'object-lock') {
    throw new S3Error(501, 'NotImplemented', `The local S3 does not answer ?${question} of a bucket`);
  } else if (lock === undefined) {
    throw new S3Error(404, 'ObjectLockConfigurationNotFoundError', `The bucket ${name} has no object lock`);
  } else {
    const rule = { DefaultRetention: { Mode: lock.mode, Days: lock.days } };
    sendXml(request, 'ObjectLockConfiguration', { ObjectLockEnabled: 'Enabled', Rule: rule });
  }
}

function contentsOf(listing: Listing, encode: (text: string) => string): XmlElements {
  return {
    Contents: listing.objects.map((object) => ({
      Key: encode(object.key),
      LastModified: isoTime(object.modifiedAtMilliseconds),
      ETag: quoted(object.etag),
      Size: object.sizeBytes,
      StorageClass: 'STANDARD',
    })),
    CommonPrefixes: listing.commonPrefixes.map((prefix) => ({ Prefix: encode(prefix) })),
  };
}

function encoderOf(encodingType: string | null): (text: string) => string {
  if (encodingType === null) return (text) => text;
  if (encodingType === 'url') return (text) => encodeURIComponent(text).replaceAll('%2F', '/');
  throw invalidArgument(`encoding-type is ${encodingType}; url would be right`);
}

function decodeToken(token: string): string {
  const key = Buffer.from(token, 'base64url').toString('utf8');
  if (key === '') throw invalidArgument('The continuation token provided is incorrect');
  return key;
}
