import { z } from 'zod';
import { type Problem, problemDetailsOf } from '#kernel/api/problem';
import type { AnswerDeclarations, Route } from '#kernel/api/route';
import { assertThat, BrokenInvariant } from '#kernel/errors';

/** What goes back to API Gateway. */
export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Headers;
  readonly body: string;
}

/** One of the answers that the route declares, typed by its schema. */
export type AnswerOf<Answers extends AnswerDeclarations> = {
  [Status in keyof Answers & number]: Answers[Status] extends { body: infer Body extends z.ZodType }
    ? { readonly status: Status; readonly headers?: Headers; readonly body: z.input<Body> }
    : { readonly status: Status; readonly headers?: Headers; readonly body?: undefined };
}[keyof Answers & number];

type Headers = Readonly<Record<string, string>>;

interface AnyAnswer {
  readonly status: number;
  readonly headers?: Headers;
  readonly body?: unknown;
}

/** Serialises a success; asserts that it is what the OpenAPI document promises. */
export function answerOf(route: Route, answer: AnyAnswer): HttpAnswer {
  const declared = route.answers[answer.status];
  assertThat(declared !== undefined, `${route.operationId} declares no answer ${answer.status}`);
  if (declared.body === undefined) return { statusCode: answer.status, headers: { ...answer.headers }, body: '' };
  const parsed = declared.body.safeParse(answer.body);
  if (!parsed.success) {
    throw new BrokenInvariant(`${route.operationId} broke its own schema: ${z.prettifyError(parsed.error)}`);
  }
  const contentType = declared.contentType ?? 'application/json';
  const isJson = contentType === 'application/json';
  return {
    statusCode: answer.status,
    headers: { 'content-type': contentType, 'cache-control': 'no-store', ...answer.headers },
    body: isJson ? JSON.stringify(parsed.data) : String(parsed.data),
  };
}

const RETRY_SOON = new Set(['idempotency-key-in-flight', 'busy']);

/**
 * Problem details (RFC 9457). A 403's `instance` is the route, not the path, so that every 403 of a route is the same
 * text and no id is echoed in it; its parameters stand as `:id`, since a URI has no braces.
 */
export function problemAnswerOf(route: Route, refusal: Problem, path: string): HttpAnswer {
  const instance = refusal.status === 403 ? route.path.replaceAll(/\{(\w+)\}/g, ':$1') : path;
  return {
    statusCode: refusal.status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...(refusal.status === 401 && { 'www-authenticate': 'Bearer' }),
      ...(RETRY_SOON.has(refusal.code) && { 'retry-after': '1' }),
    },
    body: JSON.stringify(problemDetailsOf(refusal, instance)),
  };
}
