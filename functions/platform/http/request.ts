import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { type Problem, problem } from '#kernel/api/problem';

/** An API Gateway event (payload format 2.0), with the claims that its JWT authorizer verified. */
export type HttpEvent = APIGatewayProxyEventV2 & {
  readonly requestContext: APIGatewayProxyEventV2['requestContext'] & {
    readonly authorizer?: { readonly jwt?: { readonly claims?: Readonly<Record<string, unknown>> } };
  };
};

export interface RawRequest {
  readonly path: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The parsed JSON body; `undefined` when there is none. */
  readonly body: unknown;
}

/** Reads the event as plain data; a body that is not JSON is a 400. */
export function rawRequestOf(event: HttpEvent): RawRequest | Problem {
  const headers = Object.fromEntries(Object.entries(event.headers).map(([name, value]) => [name.toLowerCase(), value]));
  const text = bodyTextOf(event);
  const request = { path: event.pathParameters ?? {}, query: event.queryStringParameters ?? {}, headers };
  if (text === '') return { ...request, body: undefined };
  try {
    return { ...request, body: JSON.parse(text) };
  } catch {
    return problem(400, 'body-not-json', 'The body is not JSON; send one JSON document in UTF-8.', [
      { in: 'body', pointer: '', detail: 'not JSON' },
    ]);
  }
}

function bodyTextOf(event: HttpEvent): string {
  if (event.body === undefined) return '';
  return event.isBase64Encoded ? Buffer.from(event.body, 'base64').toString('utf8') : event.body;
}
