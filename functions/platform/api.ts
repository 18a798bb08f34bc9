import { z } from 'zod';
import { ANYONE } from '#kernel/api/caller';
import { defineRoute } from '#kernel/api/route';

export const getHealth = defineRoute({
  operationId: 'getHealth',
  method: 'GET',
  path: '/v1/health',
  summary: 'Whether the API answers.',
  roles: ANYONE,
  answers: { 200: { description: 'It does.', body: z.strictObject({ status: z.literal('ok') }) } },
});

export const getOpenapi = defineRoute({
  operationId: 'getOpenapi',
  method: 'GET',
  path: '/v1/openapi.json',
  summary: 'This document.',
  roles: ANYONE,
  answers: { 200: { description: 'The OpenAPI 3.1 document.', body: z.record(z.string(), z.unknown()) } },
});
