import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { OPERATORS, READERS, READERS_AND_HOLDER } from '#kernel/api/caller';
import { problem } from '#kernel/api/problem';
import { defineRoute } from '#kernel/api/route';
import { amountText, currencyText, idText, instantInput, listOf, pageQuery } from '#kernel/api/schemas';
import { httpHandler } from '#platform/http/http-handler';
import { aLambdaContext, anHttpEvent, aToken, type RequestParts } from '#test/support/http-events';

const getThings = defineRoute({
  operationId: 'getThings',
  method: 'GET',
  path: '/v1/holders/{id}/things',
  summary: 'A holder’s things.',
  roles: READERS_AND_HOLDER,
  holderParam: 'id',
  params: z.object({ id: idText }),
  query: z.object({ ...pageQuery, as_of: instantInput.optional() }),
  answers: { 200: { description: 'Things.', body: listOf(z.strictObject({ name: z.string() })) } },
});

const previewThing = defineRoute({
  operationId: 'previewThing',
  method: 'POST',
  path: '/v1/things/preview',
  summary: 'What a thing would be.',
  roles: OPERATORS,
  idempotent: false,
  body: z.object({
    amount: amountText,
    currency: currencyText,
    lines: z.array(z.strictObject({ 'a/b~c': z.string() })).optional(),
  }),
  answers: { 200: { description: 'The amount.', body: z.strictObject({ amount: amountText }) } },
});

const things = httpHandler(getThings, async ({ params, query, page }) => {
  if (params.id === 'H404') return problem(404, 'holder-not-found', 'No holder H404');
  if (params.id === 'H500') throw new Error('secret of H500');
  return {
    status: 200,
    body: {
      items: [{ name: `${params.id} ${query.limit} ${query.as_of} ${page.after}` }],
      next_cursor: page.nextCursor('7'),
    },
  };
});
const preview = httpHandler(previewThing, async ({ body }) => ({ status: 200, body: { amount: body.amount } }));

async function ask(handler: typeof things | typeof preview, parts: RequestParts) {
  const answer = await handler(anHttpEvent(parts), aLambdaContext());
  return { status: answer.statusCode, headers: answer.headers, body: JSON.parse(answer.body), text: answer.body };
}

const asHolder = (id: string, claims = aToken('holder', 'H1')) =>
  ask(things, { path: `/v1/holders/${id}/things`, params: { id }, claims });
const asReader = (query: Record<string, string> = {}, id = 'H1') =>
  ask(things, { path: `/v1/holders/${id}/things`, params: { id }, query, claims: aToken('auditor') });
const asOps = (body: unknown) =>
  ask(preview, { method: 'POST', path: '/v1/things/preview', body, claims: aToken('ops') });

describe('who may ask', () => {
  it('a request without verified claims is a 401', async () => {
    const answer = await ask(things, { params: { id: 'H1' } });

    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Bearer');
  });

  it('a role that the route does not name is a 403', async () => {
    expect((await ask(preview, { method: 'POST', body: {}, claims: aToken('auditor') })).status).toBe(403);
  });

  it('roles are read from a list and from API Gateway’s flattened text, several too', async () => {
    for (const groups of [['ops'], '[ops]', '[holder ops]', 'ops', ['holder', 'ops']]) {
      const answer = await ask(preview, {
        method: 'POST',
        body: { amount: '1', currency: 'USD' },
        claims: { sub: 's', 'cognito:groups': groups },
      });
      expect(answer.status, JSON.stringify(groups)).toBe(200);
    }
  });

  it('a role that merely contains another’s name is not that role', async () => {
    const claims = { sub: 's', 'cognito:groups': '[devops]' };

    expect((await ask(preview, { method: 'POST', body: {}, claims })).status).toBe(403);
  });

  it('a holder reads their own', async () => {
    expect((await asHolder('H1')).status).toBe(200);
  });

  it('a holder gets one and the same 403 for any other id: existing, missing, malformed, failing', async () => {
    const answers = await Promise.all(['H2', 'H404', 'H500', 'bad id', '', 'h1', 'H1 '].map((id) => asHolder(id)));

    expect(new Set(answers.map((answer) => answer.text)).size).toBe(1);
    expect(answers[0]?.status).toBe(403);
    expect(answers[0]?.text).not.toContain('H2');
  });

  it('a holder’s token without a holder reads nobody', async () => {
    expect((await asHolder('H1', aToken('holder'))).status).toBe(403);
    expect((await asHolder('', aToken('holder', ''))).status).toBe(403);
  });

  it('a holder’s token opens no route that the role is not named in', async () => {
    expect(READERS).not.toContain('holder');
    expect((await ask(preview, { method: 'POST', body: {}, claims: aToken('holder', 'H1') })).status).toBe(403);
  });

  it('says nothing of a malformed body to who may not ask', async () => {
    expect((await ask(preview, { method: 'POST', body: '{', claims: aToken('holder', 'H1') })).status).toBe(403);
  });
});

describe('what is asked', () => {
  it('collects every fault with its JSON pointer', async () => {
    const answer = await asOps({ amount: 12.5, currency: 'usd', extra: 1, lines: [{ 'a/b~c': 1 }] });

    expect(answer.status).toBe(400);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.body).toMatchObject({ code: 'request-invalid', status: 400, instance: '/v1/things/preview' });
    expect(answer.body.errors.map((item: { in: string; pointer: string }) => `${item.in} ${item.pointer}`)).toEqual(
      expect.arrayContaining(['body /amount', 'body /currency', 'body /extra', 'body /lines/0/a~1b~0c']),
    );
  });

  it.each(['{', '', 'null', '[]', '"text"', '12'])('refuses the body %j', async (body) => {
    expect((await asOps(body)).status).toBe(400);
  });

  it.each(['1e3', '1.', '.5', '+1', '01', '-', 'NaN', '1,00', ' 1', '1.00000000000000000000000000001'])(
    'refuses the amount %j',
    async (amount) => {
      expect((await asOps({ amount, currency: 'USD' })).body.errors?.[0]?.pointer).toBe('/amount');
    },
  );

  it.each(['0', '-0.01', '12.3400000000', '9999999999999999999999999999'])('takes the amount %j', async (amount) => {
    expect((await asOps({ amount, currency: 'USD' })).body).toEqual({ amount });
  });

  it.each([
    ['0', 400],
    ['1', 200],
    ['500', 200],
    ['501', 400],
    ['1.5', 400],
    ['-1', 400],
    ['ten', 400],
    ['50,50', 400],
  ])('answers a limit of %s with %i', async (limit, status) => {
    expect((await asReader({ limit })).status).toBe(status);
  });

  it('a list has 50 items unless asked otherwise', async () => {
    expect((await asReader()).body.items[0].name).toContain('H1 50 ');
  });

  it('refuses an unknown query field', async () => {
    expect((await asReader({ limits: '5' })).body.errors).toEqual([
      { in: 'query', pointer: '/limits', detail: 'unknown field' },
    ]);
  });

  it('a date alone means midnight UTC, and a day that no calendar has is refused', async () => {
    expect((await asReader({ as_of: '2025-05-03' })).body.items[0].name).toContain('2025-05-03T00:00:00.000Z');
    expect((await asReader({ as_of: '2025-02-30' })).body.errors[0].pointer).toBe('/as_of');
  });
});

describe('cursors', () => {
  it('carry the position to the next page, whatever its limit', async () => {
    const first = await asReader({ limit: '5' });

    const second = await asReader({ limit: '9', cursor: first.body.next_cursor });

    expect(second.body.items[0].name).toBe('H1 9 undefined 7');
  });

  it('of another query, holder or making are refused', async () => {
    const cursor: string = (await asReader()).body.next_cursor;
    const forged = Buffer.from(JSON.stringify({ after: '0', check: 'AAAA' })).toString('base64url');

    const statuses = [
      (await asReader({ cursor, as_of: '2025-05-03' })).status,
      (await asReader({ cursor }, 'H2')).status,
      (await asReader({ cursor: forged })).status,
      (await asReader({ cursor: `${cursor.slice(0, -2)}xx` })).status,
      (await asReader({ cursor: '%%%' })).status,
      (await asReader({ cursor: '' })).status,
    ];

    expect(statuses).toEqual([400, 400, 400, 400, 400, 400]);
  });
});

describe('what is answered', () => {
  it('a refusal of the step is problem details', async () => {
    expect((await asReader({}, 'H404')).body).toEqual({
      type: 'urn:pennywhistle:problem:holder-not-found',
      title: 'Not found',
      status: 404,
      detail: 'No holder H404',
      instance: '/v1/holders/H404/things',
      code: 'holder-not-found',
    });
  });

  it('a fault is a 500 that says nothing of its cause', async () => {
    const answer = await asReader({}, 'H500');

    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain('secret');
  });

  it('an answer that breaks its own schema is a fault, not a surprise for the caller', async () => {
    const broken = httpHandler(previewThing, async () => ({ status: 200, body: { amount: 'twelve' } }));

    const answer = await broken(
      anHttpEvent({ method: 'POST', body: { amount: '1', currency: 'USD' }, claims: aToken('ops') }),
      aLambdaContext(),
    );

    expect(answer.statusCode).toBe(500);
  });

  it('text goes as text', async () => {
    const route = defineRoute({
      operationId: 'exportThings',
      method: 'GET',
      path: '/v1/export',
      summary: 'Text.',
      roles: OPERATORS,
      answers: { 200: { description: 'Text.', contentType: 'text/csv', body: z.string() } },
    });

    const answer = await httpHandler(route, async () => ({ status: 200, body: 'a,b\n' }))(
      anHttpEvent({ claims: aToken('admin') }),
      aLambdaContext(),
    );

    expect(answer).toMatchObject({ statusCode: 200, body: 'a,b\n', headers: { 'content-type': 'text/csv' } });
  });
});
