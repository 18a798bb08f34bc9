import { z } from 'zod';

export type ProblemStatus = 400 | 401 | 403 | 404 | 409 | 422 | 500 | 503;

export interface ProblemItem {
  readonly in: 'body' | 'query' | 'path' | 'header';
  /** JSON pointer (RFC 6901) into that part of the request; the empty string is the whole of it. */
  readonly pointer: string;
  readonly detail: string;
}

/** An expected refusal: a handler returns it and the caller gets RFC 9457 problem details. */
export interface Problem {
  readonly kind: 'problem';
  readonly status: ProblemStatus;
  /** Kebab-case and stable: what a program switches over, e.g. `report-not-found`. */
  readonly code: string;
  /** Says which, what, and what would be right. */
  readonly detail: string;
  readonly errors: readonly ProblemItem[];
}

const TITLES: Record<ProblemStatus, string> = {
  400: 'The request is malformed',
  401: 'A valid bearer token is needed',
  403: 'Not allowed',
  404: 'Not found',
  409: 'In conflict with the present state',
  422: 'Understood, but wrong',
  500: 'A fault on our side',
  503: 'Not available right now',
};

/** Makes a refusal, e.g. `problem(404, 'report-not-found', 'No report r_1; GET /v1/reports lists them')`. */
export function problem(
  status: ProblemStatus,
  code: string,
  detail: string,
  errors: readonly ProblemItem[] = [],
): Problem {
  return { kind: 'problem', status, code, detail, errors };
}

/** RFC 9457 problem details as they travel (`application/problem+json`). */
export const problemDetails = z
  .strictObject({
    type: z.string().meta({ example: 'urn:pennywhistle:problem:report-not-found' }),
    title: z.string().meta({ example: TITLES[404] }),
    status: z.int().meta({ example: 404 }),
    detail: z.string(),
    instance: z.string().meta({ example: '/v1/reports/r_1' }),
    code: z.string().meta({ example: 'report-not-found' }),
    errors: z
      .array(
        z.strictObject({
          in: z.enum(['body', 'query', 'path', 'header']),
          pointer: z.string().meta({ description: 'JSON pointer (RFC 6901)', example: '/amount' }),
          detail: z.string(),
        }),
      )
      .optional(),
  })
  .meta({ id: 'ProblemDetails' });

/** The wire form of a refusal; `instance` is the path that was asked. */
export function problemDetailsOf(refusal: Problem, instance: string): z.input<typeof problemDetails> {
  return {
    type: `urn:pennywhistle:problem:${refusal.code}`,
    title: TITLES[refusal.status],
    status: refusal.status,
    detail: refusal.detail,
    instance,
    code: refusal.code,
    ...(refusal.errors.length > 0 && { errors: [...refusal.errors] }),
  };
}
