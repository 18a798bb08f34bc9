import { closeSync, constants, createReadStream, linkSync, openSync } from 'node:fs';
import { copyFile, rm } from 'node:fs/promises';
import { parseXML } from '@aws-sdk/xml-builder';
import { z } from 'zod';
import { checkReadConditions, checkWriteConditions, parseRange } from '#infra/local/engines/s3/conditions';
import { parseAddress, parseKey } from '#infra/local/engines/s3/object-key';
import type { ObjectRecord } from '#infra/local/engines/s3/object-record';
import { type ReceivedPayload, receivePayload } from '#infra/local/engines/s3/payload';
import { invalidArgument, invalidRequest, S3Error } from '#infra/local/engines/s3/s3-error';
import {
  isoTime,
  objectHeadersOf,
  quoted,
  readXml,
  type S3ObjectRequest,
  type S3Request,
  sendXml,
} from '#infra/local/engines/s3/s3-request';
import { send } from '#infra/local/engines/wire';

const DELETE_KEYS_MAX = 1000;

/** The conditions of a write, as `ObjectStore.commit` takes them. */
export const writeConditionsOf = ({ headers }: S3Request) => ({
  ifMatch: headers['if-match'],
  ifNoneMatch: headers['if-none-match'],
});

/** PUT of one object from the request's body. Throws S3Error. */
export async function putObject(request: S3ObjectRequest): Promise<void> {
  const { store, bucket, key, headers } = request;
  store.bucket(bucket);
  // Asked before the bytes, so that a hopeless upload ends early, and again when they have arrived.
  checkWriteConditions(writeConditionsOf(request), key, store.index.object(bucket, key));
  const payload = await receivePayload(request.request, headers, store.temporaryFile());
  const record = store.commit({
    bucket,
    key,
    temporaryFile: payload.temporaryFile,
    sizeBytes: payload.sizeBytes,
    etag: payload.md5,
    headers: objectHeadersOf(headers, payload.checksums),
    reason: 'PutObject',
    conditions: writeConditionsOf(request),
  });
  send(request.response, 200, { etag: quoted(record.etag), ...payload.checksums });
}

/** PUT with `x-amz-copy-source`. Throws S3Error. */
export async function copyObject(request: S3ObjectRequest): Promise<void> {
  const { store, bucket, key, headers } = request;
  store.bucket(bucket);
  const replaces = headers['x-amz-metadata-directive']?.toUpperCase() === 'REPLACE';
  const { source, payload } = await copySource(request);
  if (source.bucket === bucket && source.key === key && !replaces)
    throw invalidRequest('An object is copied onto itself only with x-amz-metadata-directive: REPLACE');
  const record = store.commit({
    bucket,
    key,
    temporaryFile: payload.temporaryFile,
    sizeBytes: payload.sizeBytes,
    etag: payload.md5,
    headers: replaces ? objectHeadersOf(headers, source.headers.checksums) : source.headers,
    reason: 'CopyObject',
    conditions: writeConditionsOf(request),
  });
  sendXml(request, 'CopyObjectResult', {
    LastModified: isoTime(record.modifiedAtMilliseconds),
    ETag: quoted(record.etag),
  });
}

/** The object that `x-amz-copy-source` names, its bytes (or `x-amz-copy-source-range`) copied to a temporary file. */
export async function copySource(
  request: S3ObjectRequest,
): Promise<{ readonly source: ObjectRecord; readonly payload: ReceivedPayload }> {
  const { store, headers } = request;
  const [path = '', version] = (headers['x-amz-copy-source'] ?? '').split('?versionId=');
  if (version !== undefined) throw new S3Error(501, 'NotImplemented', 'Buckets here keep no versions to copy from');
  const from = parseAddress(path.startsWith('/') ? path : `/${path}`);
  if (from.bucket === undefined || from.key === undefined)
    throw invalidArgument(`x-amz-copy-source is ${path}; bucket/key, percent-encoded, would be right`);
  const { record, descriptor } = store.open(from.bucket, from.key);
  try {
    const verdict = checkReadConditions(
      {
        ifMatch: headers['x-amz-copy-source-if-match'],
        ifNoneMatch: headers['x-amz-copy-source-if-none-match'],
        ifModifiedSince: headers['x-amz-copy-source-if-modified-since'],
        ifUnmodifiedSince: headers['x-amz-copy-source-if-unmodified-since'],
      },
      record,
    );
    if (verdict === 'not-modified') throw new S3Error(412, 'PreconditionFailed', 'The copy source is not modified');
    const range = parseRange(headers['x-amz-copy-source-range'], record.sizeBytes);
    if (range === undefined && isMd5(record.etag)) return { source: record, payload: await copyWhole(store, record) };
    const bytes =
      range === undefined
        ? createReadStream('', { fd: descriptor, start: 0, autoClose: false })
        : createReadStream('', { fd: descriptor, start: range.first, end: range.last, autoClose: false });
    return { source: record, payload: await receivePayload(bytes, {}, store.temporaryFile()) };
  } finally {
    closeSync(descriptor);
  }
}

/** Copies the file in the kernel. The link, made in the turn that found the record, outlives a replacement meanwhile. */
async function copyWhole(store: S3Request['store'], record: ObjectRecord): Promise<ReceivedPayload> {
  const [link, temporaryFile] = [store.temporaryFile(), store.temporaryFile()];
  linkSync(store.pathOf(record), link);
  try {
    await copyFile(link, temporaryFile, constants.COPYFILE_FICLONE);
  } finally {
    await rm(link);
  }
  return { temporaryFile, sizeBytes: record.sizeBytes, md5: record.etag, checksums: {} };
}

/** The etag of an object that was uploaded in parts is no digest of its bytes; its copy gets one. */
const isMd5 = (etag: string) => /^[0-9a-f]{32}$/.test(etag);

/** DELETE of one object; deleting what does not exist succeeds, as on S3. Throws S3Error. */
export function deleteObject(request: S3ObjectRequest): void {
  request.store.remove(request.bucket, request.key, { ifMatch: request.headers['if-match'] });
  send(request.response, 204, {});
}

const deletion = z.object({ Key: z.string(), ETag: z.string().optional() });
const deletions = z.object({
  Delete: z.object({
    Quiet: z.string().optional(),
    Object: z.union([z.array(deletion), deletion.transform((one) => [one])]),
  }),
});

/** POST ?delete: up to 1,000 keys, each answered for itself. Throws S3Error MalformedXML. */
export async function deleteObjects(request: S3Request): Promise<void> {
  request.store.bucket(request.bucket);
  const parsed = deletions.safeParse(parseXML(await readXml(request)));
  if (!parsed.success || parsed.data.Delete.Object.length > DELETE_KEYS_MAX)
    throw new S3Error(400, 'MalformedXML', `Delete lists 1 to ${DELETE_KEYS_MAX} Object elements, each with a Key`);
  const isQuiet = parsed.data.Delete.Quiet === 'true';
  const deleted: { Key: string }[] = [];
  const errors: { Key: string; Code: string; Message: string }[] = [];
  for (const { Key, ETag } of parsed.data.Delete.Object) {
    try {
      request.store.remove(request.bucket, parseKey(Key), { ifMatch: ETag });
      if (!isQuiet) deleted.push({ Key });
    } catch (error) {
      if (!(error instanceof S3Error)) throw error;
      errors.push({ Key, Code: error.code, Message: error.message });
    }
  }
  sendXml(request, 'DeleteResult', { Deleted: deleted, Error: errors });
}

/** Makes a file that stands in the store's temporary folder an object, as Athena's UNLOAD does. */
export async function adoptFile(
  store: S3Request['store'],
  object: { readonly bucket: string; readonly key: string; readonly file: string; readonly contentType?: string },
): Promise<ObjectRecord> {
  const descriptor = openSync(object.file, 'r');
  const bytes = createReadStream('', { fd: descriptor });
  const payload = await receivePayload(bytes, {}, store.temporaryFile());
  const headers = objectHeadersOf({ 'content-type': object.contentType ?? 'application/octet-stream' });
  const { temporaryFile, sizeBytes, md5: etag } = payload;
  return store.commit({
    bucket: object.bucket,
    key: parseKey(object.key),
    temporaryFile,
    sizeBytes,
    etag,
    headers,
    reason: 'PutObject',
  });
}
