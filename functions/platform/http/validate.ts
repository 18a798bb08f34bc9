import type { z } from 'zod';
import { type Problem, type ProblemItem, problem } from '#kernel/api/problem';
import type { Route } from '#kernel/api/route';
import type { RawRequest } from '#platform/http/request';

export interface ValidRequest {
  readonly kind: 'valid';
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/** Checks path, query and body against the route's schemas and collects every fault, not only the first (400). */
export function validate(route: Route, request: RawRequest): ValidRequest | Problem {
  const params = route.params.safeParse(request.path);
  const query = route.query.safeParse(request.query);
  const body = route.body.safeParse(request.body ?? {});
  if (params.success && query.success && body.success) {
    return { kind: 'valid', params: params.data, query: query.data, body: body.data };
  }
  const errors = [...itemsOf('path', params), ...itemsOf('query', query), ...itemsOf('body', body)];
  const named = errors.map((item) => `${item.in}${item.pointer === '' ? '' : ` ${item.pointer}`}: ${item.detail}`);
  return problem(400, 'request-invalid', named.join('; '), errors);
}

function itemsOf(where: ProblemItem['in'], result: z.ZodSafeParseResult<unknown>): ProblemItem[] {
  if (result.success) return [];
  return result.error.issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') {
      return [{ in: where, pointer: pointerOf(issue.path), detail: issue.message }];
    }
    return issue.keys.map((key) => ({ in: where, pointer: pointerOf([...issue.path, key]), detail: 'unknown field' }));
  });
}

/** RFC 6901: `~` and `/` inside a name are escaped. */
function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
