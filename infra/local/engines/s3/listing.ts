import type { ObjectIndex } from '#infra/local/engines/s3/object-index';
import type { ObjectRecord } from '#infra/local/engines/s3/object-record';

export interface ListingRequest {
  readonly bucket: string;
  readonly prefix: string;
  readonly delimiter: string | undefined;
  /** Lists what comes after this key; a common prefix named here is not listed again. */
  readonly after: string;
  readonly limit: number;
}

export interface Listing {
  readonly objects: readonly ObjectRecord[];
  readonly commonPrefixes: readonly string[];
  readonly isTruncated: boolean;
  /** The last key or common prefix listed: `after` of the next page. */
  readonly last: string | undefined;
}

const BATCH_MAX = 1000;

/** One page of a bucket in UTF-8 byte order; keys with the delimiter after the prefix roll up to common prefixes. */
export function listObjects(index: Pick<ObjectIndex, 'objectsFrom'>, request: ListingRequest): Listing {
  const objects: ObjectRecord[] = [];
  const commonPrefixes: string[] = [];
  let last: string | undefined;
  const below = firstAfterPrefix(request.prefix);
  // Of a common prefix one key is read; objects in a row are read in batches that grow.
  const batchMin = request.delimiter === undefined ? BATCH_MAX : 1;
  let from = firstKey(request);
  let batchSize = batchMin;
  for (;;) {
    const batch = index.objectsFrom(request.bucket, from, batchSize, below);
    if (batch.length === 0) return { objects, commonPrefixes, isTruncated: false, last };
    batchSize = Math.min(batchSize * 4, BATCH_MAX);
    for (const object of batch) {
      const common = commonPrefixOf(object.key, request);
      if (objects.length + commonPrefixes.length >= request.limit)
        return { objects, commonPrefixes, isTruncated: request.limit > 0, last };
      if (common === undefined) {
        objects.push(object);
        last = object.key;
        from = Buffer.concat([Buffer.from(object.key), Buffer.from([0])]);
        continue;
      }
      if (common !== request.after) {
        commonPrefixes.push(common);
        last = common;
      }
      from = firstAfterPrefix(common);
      batchSize = batchMin;
      break;
    }
  }
}

function firstKey({ prefix, after, delimiter }: ListingRequest): Uint8Array {
  if (after === '') return Buffer.from(prefix);
  const isCommonPrefix = delimiter !== undefined && after.startsWith(prefix) && after.endsWith(delimiter);
  const next = isCommonPrefix ? firstAfterPrefix(after) : Buffer.concat([Buffer.from(after), Buffer.from([0])]);
  return Buffer.compare(next, Buffer.from(prefix)) < 0 ? Buffer.from(prefix) : next;
}

function commonPrefixOf(key: string, { prefix, delimiter }: ListingRequest): string | undefined {
  if (delimiter === undefined || delimiter === '') return undefined;
  const found = key.indexOf(delimiter, prefix.length);
  return found < 0 ? undefined : key.slice(0, found + delimiter.length);
}

/** What is above every key with the prefix. UTF-8 has no byte 0xFF: adding one to the last byte never carries, and every key is below. */
export function firstAfterPrefix(prefix: string): Uint8Array {
  const bytes = Buffer.from(prefix);
  const lastByte = bytes.at(-1);
  if (lastByte === undefined) return Buffer.from([0xff]);
  bytes[bytes.length - 1] = lastByte + 1;
  return bytes;
}
