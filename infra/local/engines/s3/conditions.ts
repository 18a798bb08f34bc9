import type { ObjectRecord } from '#infra/local/engines/s3/object-record';
import { noSuchKey, preconditionFailed, S3Error } from '#infra/local/engines/s3/s3-error';

export interface WriteConditions {
  readonly ifMatch?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
}

export interface ReadConditions extends WriteConditions {
  readonly ifModifiedSince?: string | undefined;
  readonly ifUnmodifiedSince?: string | undefined;
}

/** Refuses a write whose conditions do not hold for what stands under the key now. Throws S3Error. */
export function checkWriteConditions(
  conditions: WriteConditions,
  key: string,
  standing: ObjectRecord | undefined,
): void {
  const { ifMatch, ifNoneMatch } = conditions;
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*')
    throw new S3Error(501, 'NotImplemented', 'If-None-Match on a write takes * and no ETag');
  if (ifNoneMatch === '*' && standing !== undefined) throw preconditionFailed('If-None-Match');
  if (ifMatch === undefined) return;
  if (standing === undefined) throw noSuchKey(key);
  if (!namesEtag(ifMatch, standing.etag)) throw preconditionFailed('If-Match');
}

/** `full` to answer, `not-modified` for 304; throws S3Error 412. Order as RFC 9110 section 13.2.2. */
export function checkReadConditions(conditions: ReadConditions, record: ObjectRecord): 'full' | 'not-modified' {
  const { ifMatch, ifNoneMatch, ifModifiedSince, ifUnmodifiedSince } = conditions;
  if (ifMatch !== undefined) {
    if (!namesEtag(ifMatch, record.etag)) throw preconditionFailed('If-Match');
  } else if (ifUnmodifiedSince !== undefined && isModifiedAfter(record, ifUnmodifiedSince)) {
    throw preconditionFailed('If-Unmodified-Since');
  }
  if (ifNoneMatch !== undefined) return namesEtag(ifNoneMatch, record.etag) ? 'not-modified' : 'full';
  return ifModifiedSince !== undefined && !isModifiedAfter(record, ifModifiedSince) ? 'not-modified' : 'full';
}

export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/** The one range asked for, `undefined` for the whole object; throws S3Error 416. A malformed header is ignored. */
export function parseRange(header: string | undefined, sizeBytes: number): ByteRange | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  const [, from = '', to = ''] = match ?? [];
  if (match === null || (from === '' && to === '')) return undefined;
  const first = from === '' ? Math.max(0, sizeBytes - Number(to)) : Number(from);
  const last = from === '' || to === '' ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1);
  if (from !== '' && to !== '' && Number(to) < Number(from)) return undefined;
  if (first < sizeBytes && last >= first) return { first, last };
  throw new S3Error(416, 'InvalidRange', `${header} lies outside the object, which has ${sizeBytes} bytes`, {
    'content-range': `bytes */${sizeBytes}`,
  });
}

function namesEtag(condition: string, etag: string): boolean {
  return condition
    .split(',')
    .map((candidate) => candidate.trim().replace(/^W\//, '').replace(/^"|"$/g, ''))
    .some((candidate) => candidate === '*' || candidate === etag);
}

// HTTP dates have whole seconds, stored times have milliseconds.
function isModifiedAfter(record: ObjectRecord, httpDate: string): boolean {
  const limit = Date.parse(httpDate);
  return !Number.isNaN(limit) && Math.floor(record.modifiedAtMilliseconds / 1000) * 1000 > limit;
}
