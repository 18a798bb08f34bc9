import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { FUNCTION_CREDENTIALS } from '#infra/local/account';
import type { AwsRequest } from '#infra/local/engine';
import { S3Error } from '#infra/local/engines/s3/s3-error';
import { headerOf, targetOf } from '#infra/local/engines/wire';

const ALGORITHM = 'AWS4-HMAC-SHA256';
const SECONDS_MAX = 604_800;

/** What an SDK writes into the address that it signs for an operation. */
const METHODS: Readonly<Record<string, string>> = {
  GetObject: 'GET',
  HeadObject: 'HEAD',
  PutObject: 'PUT',
  UploadPart: 'PUT',
  DeleteObject: 'DELETE',
};

/**
 * Refuses a presigned address past its time by the virtual clock, and a request that is another than was signed. Any
 * credentials are good here, so a stranger's signature has no secret to be checked with: then what the address itself
 * says of headers and method counts. What our own functions sign is checked to the last byte. Throws S3Error.
 */
export function checkPresigned(request: AwsRequest, nowMilliseconds: number): void {
  const { query } = targetOf(request);
  if (isSignedByVersion2(query)) refuseAfter(Number(query.get('Expires')) * 1000, nowMilliseconds);
  const signature = query.get('X-Amz-Signature');
  if (signature === null) return;
  const signed = signedParts(query);
  refuseAfter(signed.signedAt + signed.seconds * 1000, nowMilliseconds);
  refuseOther(request, query, signed.headers);
  if (signed.accessKeyId !== FUNCTION_CREDENTIALS.accessKeyId) return;
  const expected = Buffer.from(signatureOf(request, signed));
  const given = Buffer.from(signature);
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw mismatch('the address was signed for another method, path, query or header value');
}

/** The form of `aws s3 presign` of the CLI's first version; only S3 takes it. */
export function isSignedByVersion2(query: URLSearchParams): boolean {
  return query.has('AWSAccessKeyId') && query.has('Signature') && /^\d{1,12}$/.test(query.get('Expires') ?? '');
}

interface Signed {
  readonly accessKeyId: string;
  /** `20250501/us-east-1/s3/aws4_request` */
  readonly scope: string;
  readonly signedAt: number;
  readonly signedAtText: string;
  readonly seconds: number;
  /** Names in lower case, as the address lists them. */
  readonly headers: readonly string[];
}

function signedParts(query: URLSearchParams): Signed {
  const signedAtText = query.get('X-Amz-Date') ?? '';
  const date = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(signedAtText);
  const seconds = Number(query.get('X-Amz-Expires') ?? Number.NaN);
  if (date === null || !Number.isInteger(seconds) || seconds < 0 || seconds > SECONDS_MAX)
    throw malformed(`has X-Amz-Date as YYYYMMDDTHHMMSSZ and X-Amz-Expires from 0 to ${SECONDS_MAX} seconds`);
  if (query.get('X-Amz-Algorithm') !== ALGORITHM) throw malformed(`has X-Amz-Algorithm ${ALGORITHM}`);
  const [accessKeyId = '', ...scope] = (query.get('X-Amz-Credential') ?? '').split('/');
  const [day] = scope;
  if (scope.length !== 4 || day !== signedAtText.slice(0, 8))
    throw malformed(
      'has an X-Amz-Credential of access key, day, region, service and aws4_request, of the day it was signed',
    );
  const headers = (query.get('X-Amz-SignedHeaders') ?? '').split(';');
  if (!headers.includes('host')) throw malformed('signs host at least: X-Amz-SignedHeaders has to name it');
  const [, year, month, dayOfMonth, hour, minute, second] = date;
  const signedAt = Date.parse(`${year}-${month}-${dayOfMonth}T${hour}:${minute}:${second}Z`);
  return { accessKeyId, scope: scope.join('/'), signedAt, signedAtText, seconds, headers };
}

function refuseAfter(endsAt: number, nowMilliseconds: number): void {
  if (nowMilliseconds >= endsAt)
    throw new S3Error(403, 'AccessDenied', `Request has expired: it ended at ${new Date(endsAt).toISOString()}`);
}

/** Without the secret: a signed header that is not there, an `x-amz-…` header that was not signed, another method. */
function refuseOther(request: AwsRequest, query: URLSearchParams, signed: readonly string[]): void {
  const absent = signed.filter((name) => sentValueOf(request, name) === undefined);
  if (absent.length > 0) throw mismatch(`${absent.join(', ')} was signed; send it with the value that was signed`);
  const unsigned = Object.keys(request.headers).filter((name) => name.startsWith('x-amz-') && !signed.includes(name));
  if (unsigned.length > 0)
    throw new S3Error(
      403,
      'AccessDenied',
      `There were headers present in the request which were not signed: ${unsigned.join(', ')}`,
    );
  const method = METHODS[query.get('x-id') ?? ''];
  if (method !== undefined && method !== request.method)
    throw mismatch(`it was signed for ${method}, and this is ${request.method}`);
}

/** The signature that AWS's Signature Version 4 gives this very request with the functions' secret, hex. */
function signatureOf(request: AwsRequest, { scope, signedAtText, headers }: Signed): string {
  const { path, query } = targetOf(request);
  const pairs = [...query]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`);
  const canonical = [
    request.method ?? 'GET',
    path
      .split('/')
      .map((part) => encoded(decoded(part)))
      .join('/'),
    pairs.sort(byCodeUnit).join('&'),
    ...headers.map((name) => `${name}:${(sentValueOf(request, name) ?? '').trim().replaceAll(/ +/g, ' ')}`),
    '',
    headers.join(';'),
    query.get('X-Amz-Content-Sha256') ?? sentValueOf(request, 'x-amz-content-sha256') ?? 'UNSIGNED-PAYLOAD',
  ].join('\n');
  const digest = createHash('sha256').update(canonical).digest('hex');
  const secret = Buffer.from(`AWS4${FUNCTION_CREDENTIALS.secretAccessKey}`);
  const key = scope.split('/').reduce((signing, part) => createHmac('sha256', signing).update(part).digest(), secret);
  return createHmac('sha256', key).update([ALGORITHM, signedAtText, scope, digest].join('\n')).digest('hex');
}

function sentValueOf(request: AwsRequest, name: string): string | undefined {
  return headerOf(request, name) ?? (name === 'host' ? headerOf(request, ':authority') : undefined);
}

const byCodeUnit = (left: string, right: string) => (left < right ? -1 : left > right ? 1 : 0);

/** Percent-encoding as Signature Version 4 wants it: all but the unreserved characters of RFC 3986. */
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new S3Error(400, 'InvalidURI', `Couldn't parse the specified URI: ${part} is not percent-encoded UTF-8`);
  }
}

const malformed = (what: string) =>
  new S3Error(400, 'AuthorizationQueryParametersError', `A presigned address ${what}`);
const mismatch = (what: string) =>
  new S3Error(
    403,
    'SignatureDoesNotMatch',
    `The request signature we calculated does not match the signature you provided: ${what}`,
  );
