import { closeSync } from 'node:fs';
import { checkReadConditions, parseRange } from '#infra/local/engines/s3/conditions';
import type { ObjectRecord } from '#infra/local/engines/s3/object-record';
import { quoted, type S3ObjectRequest } from '#infra/local/engines/s3/s3-request';
import { sendFile } from '#infra/local/engines/s3/send-file';
import { isHangUp, send, startAnswer, writableOf } from '#infra/local/engines/wire';

const OVERRIDES = [
  'content-type',
  'content-language',
  'expires',
  'cache-control',
  'content-disposition',
  'content-encoding',
] as const;

/** GET and HEAD of one object: conditions, one range, response header overrides. Throws S3Error. */
export async function getObject(request: S3ObjectRequest): Promise<void> {
  const { record, descriptor } = request.store.open(request.bucket, request.key);
  try {
    const headers = describe(record, request);
    if (checkReadConditions(conditionsOf(request), record) === 'not-modified') {
      startAnswer(request.response, 304, headers);
      writableOf(request.response).end();
      return;
    }
    const { range: wanted } = request.headers;
    const range = parseRange(wanted, record.sizeBytes);
    const status = range === undefined ? 200 : 206;
    const length = range === undefined ? record.sizeBytes : range.last - range.first + 1;
    if (range !== undefined) headers['content-range'] = `bytes ${range.first}-${range.last}/${record.sizeBytes}`;
    else if (request.headers['x-amz-checksum-mode'] === 'ENABLED') Object.assign(headers, record.headers.checksums);
    headers['content-length'] = String(length);
    if (request.method === 'HEAD' || length === 0) {
      send(request.response, status, headers);
      return;
    }
    startAnswer(request.response, status, headers);
    const first = range?.first ?? 0;
    await sendFile(descriptor, { first, length }, writableOf(request.response)).catch(ignoreHangUp);
  } finally {
    closeSync(descriptor);
  }
}

function describe(record: ObjectRecord, request: S3ObjectRequest): Record<string, string> {
  const headers: Record<string, string> = {
    ...record.headers.system,
    etag: quoted(record.etag),
    'last-modified': new Date(record.modifiedAtMilliseconds).toUTCString(),
    'accept-ranges': 'bytes',
  };
  for (const [name, value] of Object.entries(record.headers.user)) headers[`x-amz-meta-${name}`] = value;
  for (const name of OVERRIDES) {
    const value = request.query.get(`response-${name}`);
    if (value !== null) headers[name] = value;
  }
  return headers;
}

function conditionsOf({ headers }: S3ObjectRequest) {
  return {
    ifMatch: headers['if-match'],
    ifNoneMatch: headers['if-none-match'],
    ifModifiedSince: headers['if-modified-since'],
    ifUnmodifiedSince: headers['if-unmodified-since'],
  };
}

// A client that goes away in the middle of an answer is no fault of ours.
function ignoreHangUp(error: unknown): void {
  if (!isHangUp(error)) throw error;
}
