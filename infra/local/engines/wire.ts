import { randomUUID } from 'node:crypto';
import type { Writable } from 'node:stream';
import type { AwsRequest, AwsResponse } from '#infra/local/engine';

const BODY_LIMIT_BYTES = 16 * 1024 * 1024;

/** The first value of a header, or `undefined`; `name` in lower case. */
export function headerOf(request: AwsRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** The whole body of a small request; throws a RangeError beyond 16 MiB, which no AWS control call reaches. */
export async function readBody(request: AwsRequest): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > BODY_LIMIT_BYTES)
      throw new RangeError(`A request body ends at ${BODY_LIMIT_BYTES} bytes; this one goes on`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** Sends a whole answer; `request-id` headers of both spellings are added, as AWS does. */
export function send(
  response: AwsResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string | Uint8Array = '',
): void {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  startAnswer(response, status, { ...headers, 'content-length': headers['content-length'] ?? String(bytes.length) });
  writableOf(response).end(bytes);
}

/** Sets status and headers; the body follows through `writableOf`. */
export function startAnswer(response: AwsResponse, status: number, headers: Readonly<Record<string, string>>): void {
  const requestId = randomUUID();
  response.statusCode = status;
  response.setHeader('x-amzn-requestid', requestId);
  response.setHeader('x-amz-request-id', requestId);
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}

/** The answer as a stream; HTTP/1.1 and HTTP/2 answers are both writable, though their types do not meet. */
export function writableOf(response: AwsResponse): Writable {
  return response as Writable;
}

/** Path and query of a request, the path still percent-encoded. */
export function targetOf(request: AwsRequest): { readonly path: string; readonly query: URLSearchParams } {
  const [path = '/', ...rest] = (request.url ?? '/').split('?');
  return { path, query: new URLSearchParams(rest.join('?')) };
}

/** Whether an error is only that the other side went away in the middle of a body. */
export function isHangUp(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return HANG_UPS.has(code);
}

const HANG_UPS = new Set(['ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_DESTROYED', 'ECONNRESET', 'EPIPE', 'ECANCELED']);
