import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  ProvisionedThroughputExceededException,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { OPERATORS } from '#kernel/api/caller';
import { defineRoute } from '#kernel/api/route';
import { httpHandler } from '#platform/http/http-handler';
import { aLambdaContext, anHttpEvent, aToken } from '#test/support/http-events';

const route = defineRoute({
  operationId: 'makeThing',
  method: 'POST',
  path: '/v1/things',
  summary: 'Makes a thing.',
  roles: OPERATORS,
  answers: { 201: { description: 'Made.', body: z.strictObject({ made: z.int() }) } },
});

describe('a control table that fails', () => {
  const table = mockClient(DynamoDBClient);
  let made = 0;
  const handler = httpHandler(route, async () => {
    made += 1;
    return { status: 201, body: { made } };
  });
  const post = () =>
    handler(
      anHttpEvent({ method: 'POST', path: '/v1/things', headers: { 'idempotency-key': 'k' }, claims: aToken('ops') }),
      aLambdaContext(),
    );

  beforeEach(() => {
    made = 0;
    table.reset();
    vi.stubEnv('CONTROL_TABLE', 'royalty-control');
  });
  afterEach(() => vi.unstubAllEnvs());

  it('by throttling the claim answers 503 before anything is done', async () => {
    table.on(PutItemCommand).rejects(new ProvisionedThroughputExceededException({ message: 'slow', $metadata: {} }));

    const answer = await post();

    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '1']);
    expect(made).toBe(0);
  });

  it('by losing the answer still gives it, since the effect stands', async () => {
    table.on(PutItemCommand).resolves({});
    table.on(UpdateItemCommand).rejects(new ProvisionedThroughputExceededException({ message: 'slow', $metadata: {} }));

    const answer = await post();

    expect([answer.statusCode, answer.body]).toEqual([201, '{"made":1}']);
  });

  it('by a refused condition without the item is a fault and not a silent second run', async () => {
    table.on(PutItemCommand).rejects(new ConditionalCheckFailedException({ message: 'no', $metadata: {} }));

    const answer = await post();

    expect(answer.statusCode).toBe(500);
    expect(made).toBe(0);
  });
});
