import { z } from 'zod';
import type { ANYONE, Role } from '#kernel/api/caller';
import type { ProblemStatus } from '#kernel/api/problem';
import { assertThat } from '#kernel/errors';

/** One success of a route. `body` is JSON unless `contentType` says text; then it is a string schema. */
export interface AnswerDeclaration {
  readonly description: string;
  readonly body?: z.ZodType;
  readonly contentType?: string;
}

export type AnswerDeclarations = Readonly<Record<number, AnswerDeclaration>>;

/** Everything there is to know about one operation: requests are validated by it and the OpenAPI document is made of it. */
export interface Route<
  Params extends z.ZodObject = z.ZodObject,
  Query extends z.ZodObject = z.ZodObject,
  Body extends z.ZodType = z.ZodType,
  Answers extends AnswerDeclarations = AnswerDeclarations,
> {
  /** Camel case; the handler file is its kebab-case: `getHolderBalances` → `get-holder-balances.ts`. */
  readonly operationId: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** `/v1/holders/{id}/balances` */
  readonly path: string;
  readonly summary: string;
  /** Who may call it; a set of `#kernel/api/caller`, or `ANYONE` for no token at all. */
  readonly roles: readonly Role[] | typeof ANYONE;
  /** The path or query parameter that names a rights holder: a `holder` token passes only with its own id there. */
  readonly holderParam?: string;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly answers: Answers;
  /** Refusals beyond those every route has (400, 401, 403, 500), for the document. */
  readonly problems: readonly ProblemStatus[];
  /** Whether an `Idempotency-Key` is demanded; so it is for every write unless a route that changes nothing says `false`. */
  readonly idempotent: boolean;
}

type Optional = 'params' | 'query' | 'body' | 'problems' | 'idempotent';
type Declaration<
  Params extends z.ZodObject,
  Query extends z.ZodObject,
  Body extends z.ZodType,
  Answers extends AnswerDeclarations,
> = Omit<Route<Params, Query, Body, Answers>, Optional> & Partial<Pick<Route<Params, Query, Body, Answers>, Optional>>;

const NOTHING = z.strictObject({});
type Nothing = typeof NOTHING;

/**
 * Declares a route. Unknown path, query and top-level body fields are refused (nested objects: use `z.strictObject`).
 * Asserts that the path's placeholders are exactly the keys of `params`.
 */
export function defineRoute<
  const Answers extends AnswerDeclarations,
  Params extends z.ZodObject = Nothing,
  Query extends z.ZodObject = Nothing,
  Body extends z.ZodType = Nothing,
>(declaration: Declaration<Params, Query, Body, Answers>): Route<Params, Query, Body, Answers> {
  const { operationId, path, holderParam } = declaration;
  const params = strict(declaration.params ?? NOTHING);
  const query = strict(declaration.query ?? NOTHING);
  const placeholders = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
  assertThat(
    JSON.stringify(placeholders.toSorted()) === JSON.stringify(Object.keys(params.shape).toSorted()),
    `${operationId}: params must be exactly the placeholders of ${path}`,
  );
  assertThat(
    holderParam === undefined || holderParam in params.shape || holderParam in query.shape,
    `${operationId}: holderParam "${holderParam}" is neither a path nor a query parameter`,
  );
  return {
    problems: [],
    idempotent: declaration.method !== 'GET',
    ...declaration,
    params: params as Params,
    query: query as Query,
    body: strict(declaration.body ?? NOTHING) as Body,
  };
}

/** Whether the route takes a body at all. */
export function takesBody(route: Route): boolean {
  return !(route.body instanceof z.ZodObject) || Object.keys(route.body.shape).length > 0;
}

function strict<Schema extends z.ZodType>(schema: Schema): Schema | z.ZodObject {
  return schema instanceof z.ZodObject && schema.def.catchall === undefined ? schema.strict() : schema;
}
