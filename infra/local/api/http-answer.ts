import { z } from 'zod';
import type { InvokeAnswer } from '#infra/local/engine';

/** An answer on its way to the client. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Uint8Array;
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

/** An answer of API Gateway's own, e.g. `{"message":"Not Found"}`. */
export function gatewayAnswer(
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): HttpAnswer {
  const body = Buffer.from(JSON.stringify({ message }));
  return { status, headers: { 'content-type': 'application/json', ...headers }, body };
}

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
