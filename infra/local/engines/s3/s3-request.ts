import type { AwsRequest, AwsResponse } from '#infra/local/engine';
import type { ObjectHeaders } from '#infra/local/engines/s3/object-record';
import type { ObjectStore } from '#infra/local/engines/s3/object-store';
import { invalidArgument, S3Error } from '#infra/local/engines/s3/s3-error';
import { type XmlElements, xmlDocument } from '#infra/local/engines/s3/xml';
import { readBody, send } from '#infra/local/engines/wire';

/** One request, its address read and its presigned parameters merged into the headers. */
export interface S3Request {
  readonly method: string;
  readonly bucket: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly request: AwsRequest;
  readonly response: AwsResponse;
  readonly store: ObjectStore;
}

export interface S3ObjectRequest extends S3Request {
  readonly key: string;
}

/** Headers by lower-case name. A presigned URL carries `x-amz-…` headers in its query; its checksum belongs to no body. */
export function mergedHeaders(request: AwsRequest, query: URLSearchParams): Record<string, string | undefined> {
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of query) {
    const lower = name.toLowerCase();
    if (lower.startsWith('x-amz-') && !lower.startsWith('x-amz-checksum-')) headers[lower] = value;
  }
  for (const [name, value] of Object.entries(request.headers))
    headers[name] = Array.isArray(value) ? value.join(',') : value;
  return headers;
}

const SYSTEM_HEADERS = [
  'content-type',
  'cache-control',
  'content-disposition',
  'content-language',
  'expires',
  'x-amz-object-lock-mode',
  'x-amz-object-lock-retain-until-date',
] as const;

/** What the client says of an object, to be told again when it is read. */
export function objectHeadersOf(
  headers: Readonly<Record<string, string | undefined>>,
  checksums: Readonly<Record<string, string>> = {},
): ObjectHeaders {
  const system: Record<string, string> = { 'content-type': 'binary/octet-stream' };
  for (const name of SYSTEM_HEADERS) {
    const value = headers[name];
    if (value !== undefined && value !== '') system[name] = value;
  }
  const encodings = (headers['content-encoding'] ?? '').split(',').map((name) => name.trim());
  const encoding = encodings.filter((name) => name !== '' && name !== 'aws-chunked').join(',');
  if (encoding !== '') system['content-encoding'] = encoding;
  const user: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers))
    if (name.startsWith('x-amz-meta-') && value !== undefined) user[name.slice('x-amz-meta-'.length)] = value;
  return { system, user, checksums };
}

export const isoTime = (milliseconds: number) => new Date(milliseconds).toISOString();
export const quoted = (etag: string) => `"${etag}"`;

/** An integer query parameter within bounds, or `fallback` when absent. Throws S3Error InvalidArgument. */
export function integerOf(
  query: URLSearchParams,
  name: string,
  bounds: { readonly fallback: number; readonly min: number; readonly max: number },
): number {
  const text = query.get(name);
  if (text === null || text === '') return bounds.fallback;
  if (!/^\d{1,9}$/.test(text) || Number(text) < bounds.min)
    throw invalidArgument(`${name} is ${text}; an integer from ${bounds.min} to ${bounds.max} would be right`);
  return Math.min(Number(text), bounds.max);
}

export function sendXml(request: S3Request, root: string, children: XmlElements): void {
  send(request.response, 200, { 'content-type': 'application/xml' }, xmlDocument(root, children));
}

/** The body of a small XML request; throws S3Error MalformedXML. */
export async function readXml(request: S3Request): Promise<string> {
  const text = (await readBody(request.request)).toString('utf8');
  if (text.trim() === '') throw new S3Error(400, 'MalformedXML', 'The body is empty; an XML document would be right');
  return text;
}
