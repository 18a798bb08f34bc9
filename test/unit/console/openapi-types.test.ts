import { describe, expect, it } from 'vitest';
import { openapiTypes } from '../../../console/build/openapi-types.ts';

const document = (schema: object) => ({
  paths: {
    '/v1/things/{id}': {
      get: {
        parameters: [
          { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
          { name: 'limit', in: 'query', schema: { type: 'integer' } },
        ],
        responses: { 200: { content: { 'application/json': { schema } } } },
      },
    },
  },
});

describe('the types of the console', () => {
  it('say what an operation takes and gives', () => {
    const types = openapiTypes(
      document({
        type: 'object',
        required: ['amount'],
        properties: {
          amount: { $ref: '#/components/schemas/Amount' },
          note: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        },
      }),
    );

    expect(types).toContain('parameters: { path: { id: string }; query?: { limit?: number } }');
    expect(types).toContain(`{ amount: components['schemas']["Amount"]; note?: (string | null) }`);
    expect(types).toContain('post?: never');
  });

  it('refuse a schema that they could only guess at', () => {
    expect(() => openapiTypes(document({ type: 'tuple' }))).toThrow('a schema of type "tuple"');
  });
});
