import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { READERS } from '#kernel/api/caller';
import { defineRoute } from '#kernel/api/route';
import { LedgerBusy } from '#ledger/steps/ledger-access';
import { httpHandler } from '#platform/http/http-handler';
import { aLambdaContext, anHttpEvent, aToken } from '#test/support/http-events';

const route = defineRoute({
  operationId: 'getThing',
  method: 'GET',
  path: '/v1/things',
  summary: 'A thing.',
  roles: READERS,
  answers: { 200: { description: 'It.', body: z.strictObject({}) } },
});

describe('a ledger on which rivals kept winning', () => {
  it('answers 503: whoever asked may ask again, with the same key', async () => {
    const handler = httpHandler(route, async () => {
      throw new LedgerBusy('The ledger stayed busy over 200 attempts; post the same id again');
    });

    const answer = await handler(anHttpEvent({ path: '/v1/things', claims: aToken('ops') }), aLambdaContext());

    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '1']);
  });
});
