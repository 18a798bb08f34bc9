import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { OPERATORS, READERS_AND_HOLDER } from '#kernel/api/caller';
import { defineRoute, type Route } from '#kernel/api/route';
import { amountText, idText, listOf, pageQuery } from '#kernel/api/schemas';
import { openapiDocument } from '#platform/http/openapi';
import { ROUTES } from '#platform/http/routes';

const getThings = defineRoute({
  operationId: 'getThings',
  method: 'GET',
  path: '/v1/holders/{id}/things',
  summary: 'Things.',
  roles: READERS_AND_HOLDER,
  holderParam: 'id',
  params: z.object({ id: idText }),
  query: z.object(pageQuery),
  answers: { 200: { description: 'Things.', body: listOf(z.strictObject({ amount: amountText })) } },
});
const postThing = defineRoute({
  operationId: 'postThing',
  method: 'POST',
  path: '/v1/things',
  summary: 'Make.',
  roles: OPERATORS,
  body: z.object({ amount: amountText }),
  problems: [404],
  answers: { 202: { description: 'Taken.', body: z.strictObject({ thing_id: z.string() }) } },
});

const operations = (routes: readonly Route[]) =>
  z
    .record(
      z.string(),
      z.record(z.string(), z.looseObject({ operationId: z.string(), responses: z.record(z.string(), z.unknown()) })),
    )
    .parse(openapiDocument(routes).paths);

describe('the OpenAPI document', () => {
  it('is 3.1 with the bearer scheme, and has an operation for every route', () => {
    const document = openapiDocument(ROUTES);
    const ids = Object.values(operations(ROUTES)).flatMap((path) =>
      Object.values(path).map((operation) => operation.operationId),
    );

    expect(document.openapi).toBe('3.1.0');
    expect(document.components?.securitySchemes).toHaveProperty('bearer');
    expect(ids.toSorted()).toEqual(ROUTES.map((route) => route.operationId).toSorted());
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('says of a read: parameters with their bounds, roles, the holder’s parameter, refusals', () => {
    const operation = operations([getThings])['/v1/holders/{id}/things']?.['get'];

    expect(operation).toMatchObject({ 'x-roles': [...READERS_AND_HOLDER], 'x-holder-parameter': 'id' });
    expect(operation?.['parameters']).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ in: 'path', name: 'id', required: true }),
        expect.objectContaining({
          in: 'query',
          name: 'limit',
          schema: expect.objectContaining({ minimum: 1, maximum: 500, default: 50 }),
        }),
        expect.objectContaining({ in: 'query', name: 'cursor' }),
      ]),
    );
    expect(Object.keys(operation?.responses ?? {})).toEqual(['200', '400', '401', '403', '500', '503']);
    expect(operation?.responses['403']).toMatchObject({
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemDetails' } } },
    });
  });

  it('says of a write: the body’s schema without unknown fields, the key’s header, its refusals', () => {
    const operation = operations([postThing])['/v1/things']?.['post'];

    expect(operation?.['requestBody']).toMatchObject({
      required: true,
      content: { 'application/json': { schema: { additionalProperties: false, required: ['amount'] } } },
    });
    expect(operation?.['parameters']).toEqual([
      expect.objectContaining({ in: 'header', name: 'Idempotency-Key', required: true }),
    ]);
    expect(Object.keys(operation?.responses ?? {})).toEqual([
      '202',
      '400',
      '401',
      '403',
      '404',
      '409',
      '422',
      '500',
      '503',
    ]);
  });

  it('asks no token of a public route', () => {
    expect(operations(ROUTES)['/v1/health']?.['get']).toMatchObject({ security: [] });
  });

  it('refers to nothing that it does not hold', () => {
    const text = JSON.stringify(openapiDocument(ROUTES));
    const references = [...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map((match) => match[1] ?? '');
    const schemas = Object.keys(openapiDocument(ROUTES).components?.schemas ?? {});

    expect(references.length).toBeGreaterThan(0);
    expect(schemas).toEqual(expect.arrayContaining([...new Set(references)]));
  });
});
