import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { type ProblemStatus, problem, problemDetails, problemDetailsOf } from '#kernel/api/problem';
import { type Route, takesBody } from '#kernel/api/route';

const API_VERSION = '1.0.0';

/** The OpenAPI 3.1 document of the very schemas that validate requests and answers. */
export function openapiDocument(routes: readonly Route[]): ReturnType<typeof createDocument> {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Pennywhistle',
      version: API_VERSION,
      description:
        'Music royalties, exact to the last digit. Amounts are decimal strings beside a currency; times are ISO 8601 UTC; lists are read by cursor; every write carries an Idempotency-Key.',
    },
    servers: [{ url: '/' }],
    security: [{ bearer: [] }],
    paths,
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'Claim `cognito:groups` is the role; `custom:holder_id` is whom a holder’s token speaks for.',
        },
      },
    },
  });
}

function operationOf(route: Route): ZodOpenApiOperationObject {
  const isPublic = route.roles === 'anyone';
  return {
    operationId: route.operationId,
    summary: route.summary,
    tags: [route.path.split('/')[2] ?? 'api'],
    ...(isPublic && { security: [] }),
    'x-roles': route.roles === 'anyone' ? [] : [...route.roles],
    ...(route.holderParam !== undefined && { 'x-holder-parameter': route.holderParam }),
    requestParams: {
      path: route.params,
      query: route.query,
      ...(route.idempotent && { header: idempotencyHeader }),
    },
    ...(takesBody(route) && {
      requestBody: { required: true, content: { 'application/json': { schema: route.body } } },
    }),
    responses: { ...successesOf(route), ...problemsOf(route) },
  };
}

const idempotencyHeader = z.object({
  'Idempotency-Key': z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/)
    .meta({
      description: 'Names one intent; repeating it gives the first answer.',
      example: '7f9c2ba4-e88f-4d2c-a3d3-0c6d4a1c3f5e',
    }),
});

function successesOf(route: Route): ZodOpenApiOperationObject['responses'] {
  const entries = Object.entries(route.answers).map(([status, { description, body, contentType }]) => [
    status,
    { description, ...(body !== undefined && { content: { [contentType ?? 'application/json']: { schema: body } } }) },
  ]);
  return Object.fromEntries(entries);
}

const MEANINGS: Record<ProblemStatus, string> = {
  400: 'Malformed; `errors` points at each fault.',
  401: 'No token, or not a valid one; the gateway may say so as {"message":"Unauthorized"}.',
  403: 'Not yours: the same answer whether or not it exists.',
  404: 'There is no such thing.',
  409: 'The state forbids it, or the key’s first call is still running.',
  422: 'Understood but wrong, or the key was used with another payload.',
  500: 'A fault on our side; repeat the call with the same key.',
  503: 'Not available right now; repeat the call with the same key.',
};

function problemsOf(route: Route): ZodOpenApiOperationObject['responses'] {
  const everywhere: ProblemStatus[] = route.roles === 'anyone' ? [400, 500] : [400, 401, 403, 500, 503];
  const writes: ProblemStatus[] = route.idempotent ? [409, 422] : [];
  const statuses = [...new Set([...everywhere, ...writes, ...route.problems])].toSorted((left, right) => left - right);
  return Object.fromEntries(
    statuses.map((status) => {
      const example = problemDetailsOf(problem(status, 'example-code', MEANINGS[status]), route.path);
      const content = { 'application/problem+json': { schema: problemDetails, example } };
      return [String(status), { description: MEANINGS[status], content }];
    }),
  );
}
