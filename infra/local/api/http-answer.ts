import { STATUS_CODES } from 'node:http';
import { z } from 'zod';
import type { InvokeAnswer } from '#infra/local/engine';

/** An answer on its way to the client. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Uint8Array;
  /** Set on a refusal of the gateway's own; its body is made of this when the path is known. */
  readonly refusal?: string;
}

const ANSWER_BYTES_MAX = 6 * 1024 * 1024;
const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const proxyAnswer = z.object({
  statusCode: z.coerce.number().int().min(100).max(599),
  headers: z.record(z.string(), scalar).nullish(),
  multiValueHeaders: z.undefined().optional(),
  cookies: z.array(z.string()).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

/** A refusal of the gateway's own, e.g. 401 `Unauthorized`. */
export function gatewayAnswer(
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): HttpAnswer {
  return { status, headers: { 'content-type': 'application/problem+json', ...headers }, body: EMPTY, refusal: message };
}

/**
 * The body as it travels. A refusal is RFC 9457 problem details, as all errors of the API are; API Gateway itself says
 * `{"message":"Unauthorized"}` and cannot be taught otherwise, so that member is there too
 * (docs/adr/the-gateways-own-refusals.md).
 */
export function bodyOf(answer: HttpAnswer, path: string): Uint8Array {
  const { refusal, status } = answer;
  if (refusal === undefined) return answer.body;
  const code = (STATUS_CODES[status] ?? 'refused').toLowerCase().replaceAll(' ', '-');
  const problem = { type: `urn:pennywhistle:problem:${code}`, title: STATUS_CODES[status] ?? refusal, status };
  return Buffer.from(JSON.stringify({ ...problem, detail: refusal, instance: path, code, message: refusal }));
}

const EMPTY = new Uint8Array();

/** What API Gateway makes of a function's answer: format 2.0, a value without `statusCode` is the JSON body of a 200. */
export function httpAnswerOf(answer: InvokeAnswer): HttpAnswer {
  const { payload, functionError } = answer;
  if (functionError !== undefined) return gatewayAnswer(500, 'Internal Server Error');
  if (typeof payload !== 'object' || payload === null || !('statusCode' in payload)) {
    const text = typeof payload === 'string' ? payload : JSON.stringify(payload ?? null);
    return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(text) };
  }
  const parsed = proxyAnswer.safeParse(payload);
  if (!parsed.success) return gatewayAnswer(500, 'Internal Server Error');
  const { statusCode: status, headers, cookies, body, isBase64Encoded } = parsed.data;
  const bytes = Buffer.from(body ?? '', isBase64Encoded === true ? 'base64' : 'utf8');
  if (bytes.length > ANSWER_BYTES_MAX) return gatewayAnswer(500, 'Internal Server Error');
  const lower = Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value] as const);
  return {
    status,
    headers: {
      'content-type': 'text/plain;charset=UTF-8',
      ...Object.fromEntries(lower),
      ...(cookies != null && cookies.length > 0 && { 'set-cookie': cookies }),
    },
    body: bytes,
  };
}
