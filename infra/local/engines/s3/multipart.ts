import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseXML } from '@aws-sdk/xml-builder';
import { z } from 'zod';
import type { PartRecord, UploadRecord } from '#infra/local/engines/s3/object-record';
import { copySource, writeConditionsOf } from '#infra/local/engines/s3/object-writes';
import { type ReceivedPayload, receivePayload } from '#infra/local/engines/s3/payload';
import { invalidArgument, noSuchUpload, S3Error } from '#infra/local/engines/s3/s3-error';
import {
  integerOf,
  isoTime,
  objectHeadersOf,
  quoted,
  readXml,
  type S3ObjectRequest,
  type S3Request,
  sendXml,
} from '#infra/local/engines/s3/s3-request';
import { send } from '#infra/local/engines/wire';

const PART_NUMBER_MAX = 10_000;
const PART_BYTES_MIN = 5 * 1024 * 1024;

/** POST ?uploads. */
export function createUpload(request: S3ObjectRequest, nowMilliseconds: number): void {
  const { store, bucket, key } = request;
  store.bucket(bucket);
  const uploadId = randomUUID().replaceAll('-', '');
  const headers = objectHeadersOf(request.headers);
  store.index.putUpload({ uploadId, bucket, key, headers, startedAtMilliseconds: nowMilliseconds });
  sendXml(request, 'InitiateMultipartUploadResult', { Bucket: bucket, Key: key, UploadId: uploadId });
}

/** PUT ?partNumber&uploadId, from the body or from `x-amz-copy-source`. Throws S3Error. */
export async function uploadPart(request: S3ObjectRequest, nowMilliseconds: number): Promise<void> {
  const { store, headers } = request;
  const { uploadId } = uploadOf(request);
  const number = Number(request.query.get('partNumber'));
  if (!Number.isInteger(number) || number < 1 || number > PART_NUMBER_MAX)
    throw invalidArgument(`partNumber is ${request.query.get('partNumber')}; 1 to ${PART_NUMBER_MAX} would be right`);
  const isCopy = headers['x-amz-copy-source'] !== undefined;
  const payload: ReceivedPayload = isCopy
    ? (await copySource(request)).payload
    : await receivePayload(request.request, headers, store.temporaryFile());
  const file = join('parts', `${uploadId}.${number}`);
  await rename(payload.temporaryFile, store.pathOf({ file }));
  uploadOf(request);
  const { sizeBytes, md5: etag } = payload;
  store.index.putPart(uploadId, { number, file, sizeBytes, etag, modifiedAtMilliseconds: nowMilliseconds });
  if (!isCopy) send(request.response, 200, { etag: quoted(etag), ...payload.checksums });
  else sendXml(request, 'CopyPartResult', { LastModified: isoTime(nowMilliseconds), ETag: quoted(etag) });
}

const named = z.object({ PartNumber: z.coerce.number().int(), ETag: z.string() });
const completion = z.object({
  CompleteMultipartUpload: z.object({ Part: z.union([z.array(named), named.transform((one) => [one])]) }),
});

/** POST ?uploadId: joins the named parts in order under the write's conditions. Throws S3Error. */
export async function completeUpload(request: S3ObjectRequest): Promise<void> {
  const { store, bucket, key } = request;
  const upload = uploadOf(request);
  const parsed = completion.safeParse(parseXML(await readXml(request)));
  if (!parsed.success)
    throw new S3Error(400, 'MalformedXML', 'CompleteMultipartUpload lists Part elements with PartNumber and ETag');
  const all = store.index.parts(upload.uploadId);
  const parts = chooseParts(all, parsed.data.CompleteMultipartUpload.Part);
  const temporaryFile = store.temporaryFile();
  try {
    await pipeline(bytesOf(parts.map((part) => store.pathOf(part))), createWriteStream(temporaryFile));
    const record = store.commit({
      bucket,
      key,
      temporaryFile,
      sizeBytes: parts.reduce((sum, part) => sum + part.sizeBytes, 0),
      etag: joinedEtag(parts),
      headers: upload.headers,
      reason: 'CompleteMultipartUpload',
      conditions: writeConditionsOf(request),
      uploadId: uploadOf(request).uploadId,
    });
    await Promise.all(all.map((part) => rm(store.pathOf(part), { force: true })));
    sendXml(request, 'CompleteMultipartUploadResult', {
      Location: `/${bucket}/${key}`,
      Bucket: bucket,
      Key: key,
      ETag: quoted(record.etag),
    });
  } catch (error) {
    await rm(temporaryFile, { force: true });
    throw error;
  }
}

/** DELETE ?uploadId. Throws S3Error. */
export async function abortUpload(request: S3ObjectRequest): Promise<void> {
  const { uploadId } = uploadOf(request);
  const parts = request.store.index.parts(uploadId);
  request.store.index.removeUpload(uploadId);
  await Promise.all(parts.map((part) => rm(request.store.pathOf(part), { force: true })));
  send(request.response, 204, {});
}

/** GET ?uploadId. Throws S3Error. */
export function listParts(request: S3ObjectRequest): void {
  const { uploadId } = uploadOf(request);
  const after = integerOf(request.query, 'part-number-marker', { fallback: 0, min: 0, max: PART_NUMBER_MAX });
  const limit = integerOf(request.query, 'max-parts', { fallback: 1000, min: 0, max: 1000 });
  const rest = request.store.index.parts(uploadId).filter((part) => part.number > after);
  const page = rest.slice(0, limit);
  sendXml(request, 'ListPartsResult', {
    Bucket: request.bucket,
    Key: request.key,
    UploadId: uploadId,
    PartNumberMarker: after,
    NextPartNumberMarker: page.at(-1)?.number,
    MaxParts: limit,
    IsTruncated: rest.length > page.length,
    Part: page.map((part) => ({
      PartNumber: part.number,
      LastModified: isoTime(part.modifiedAtMilliseconds),
      ETag: quoted(part.etag),
      Size: part.sizeBytes,
    })),
  });
}

/** GET ?uploads of a bucket. Throws S3Error. */
export function listUploads(request: S3Request): void {
  request.store.bucket(request.bucket);
  const prefix = request.query.get('prefix') ?? '';
  const uploads = request.store.index.uploads(request.bucket).filter((upload) => upload.key.startsWith(prefix));
  sendXml(request, 'ListMultipartUploadsResult', {
    Bucket: request.bucket,
    Prefix: prefix,
    IsTruncated: false,
    Upload: uploads.map((upload) => ({
      Key: upload.key,
      UploadId: upload.uploadId,
      Initiated: isoTime(upload.startedAtMilliseconds),
    })),
  });
}

function uploadOf(request: S3ObjectRequest): UploadRecord {
  const uploadId = request.query.get('uploadId') ?? '';
  const upload = request.store.index.upload(uploadId);
  if (upload === undefined || upload.bucket !== request.bucket || upload.key !== request.key)
    throw noSuchUpload(uploadId);
  return upload;
}

function chooseParts(all: readonly PartRecord[], wanted: readonly z.infer<typeof named>[]): PartRecord[] {
  const byNumber = new Map(all.map((part) => [part.number, part]));
  return wanted.map((want, position) => {
    const before = wanted[position - 1];
    if (before !== undefined && before.PartNumber >= want.PartNumber)
      throw new S3Error(400, 'InvalidPartOrder', `Part ${want.PartNumber} follows ${before.PartNumber}; parts ascend`);
    const part = byNumber.get(want.PartNumber);
    if (part === undefined || part.etag !== want.ETag.replace(/^"|"$/g, ''))
      throw new S3Error(400, 'InvalidPart', `Part ${want.PartNumber} with ETag ${want.ETag} was not uploaded`);
    if (part.sizeBytes < PART_BYTES_MIN && position < wanted.length - 1)
      throw new S3Error(
        400,
        'EntityTooSmall',
        `Part ${part.number} has ${part.sizeBytes} bytes; all but the last have at least ${PART_BYTES_MIN}`,
      );
    return part;
  });
}

async function* bytesOf(files: readonly string[]): AsyncGenerator<Buffer> {
  for (const file of files) yield* createReadStream(file, { highWaterMark: 1024 * 1024 });
}

// S3's ETag of a joined object: the MD5 of the parts' MD5s and their number.
function joinedEtag(parts: readonly PartRecord[]): string {
  const md5 = createHash('md5');
  for (const part of parts) md5.update(Buffer.from(part.etag, 'hex'));
  return `${md5.digest('hex')}-${parts.length}`;
}
