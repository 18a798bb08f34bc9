import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { OPERATORS } from '#kernel/api/caller';
import { problem } from '#kernel/api/problem';
import { defineRoute } from '#kernel/api/route';
import { idText } from '#kernel/api/schemas';
import { type Dynoxide, startDynoxide } from '#test/support/dynoxide';
import { aLambdaContext, anHttpEvent, aToken } from '#test/support/http-events';

const postThing = defineRoute({
  operationId: 'postThing',
  method: 'POST',
  path: '/v1/boxes/{box}/things',
  summary: 'Makes a thing.',
  roles: OPERATORS,
  params: z.object({ box: idText }),
  body: z.object({ name: z.string(), ending: z.string().optional() }),
  answers: { 201: { description: 'Made.', body: z.strictObject({ thing_id: z.string(), nth: z.int() }) } },
});

/** A step that is idempotent by the id it is given, as every step is. */
class Things {
  readonly made = new Map<string, number>();
  calls = 0;

  make(id: string): number {
    this.calls += 1;
    const nth = this.made.get(id) ?? this.made.size + 1;
    this.made.set(id, nth);
    return nth;
  }
}

describe('an Idempotency-Key', () => {
  let engine: Dynoxide;
  let things: Things;
  let gate: Promise<void> | undefined;
  let post: (parts: Asked) => Promise<{ statusCode: number; body: string }>;

  interface Asked {
    readonly key?: string | undefined;
    readonly body?: unknown;
    readonly box?: string;
    readonly role?: string;
    readonly remainingMilliseconds?: number;
  }

  beforeAll(async () => {
    engine = await startDynoxide();
    vi.stubEnv('AWS_ENDPOINT_URL', engine.endpoint);
    vi.stubEnv('AWS_REGION', 'us-east-1');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
    vi.stubEnv('CONTROL_TABLE', engine.controlTable);
    const { httpHandler } = await import('#platform/http/http-handler');
    const handler = httpHandler(postThing, async ({ body, intentId }) => {
      const nth = things.make(intentId);
      await gate;
      if (body.ending === 'refuse') return problem(409, 'box-closed', 'The box is closed');
      if (body.ending === 'fail') throw new Error('after the effect');
      return { status: 201, body: { thing_id: intentId, nth } };
    });
    post = (asked) =>
      handler(
        anHttpEvent({
          method: 'POST',
          path: `/v1/boxes/${asked.box ?? 'b1'}/things`,
          params: { box: asked.box ?? 'b1' },
          headers: asked.key === undefined ? {} : { 'Idempotency-Key': asked.key },
          body: asked.body ?? { name: 'drum' },
          claims: aToken(asked.role ?? 'ops'),
        }),
        aLambdaContext({ getRemainingTimeInMillis: () => asked.remainingMilliseconds ?? 30_000 }),
      );
  });
  beforeEach(() => {
    things = new Things();
    gate = undefined;
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await engine.stop();
  });

  const codeOf = (answer: { body: string }) => z.object({ code: z.string() }).parse(JSON.parse(answer.body)).code;

  it('is demanded of a write, before anything is done', async () => {
    const missing = await post({});
    const malformed = await post({ key: 'two words' });

    expect([missing.statusCode, codeOf(missing)]).toEqual([400, 'idempotency-key-missing']);
    expect([malformed.statusCode, codeOf(malformed)]).toEqual([400, 'idempotency-key-invalid']);
    expect(things.calls).toBe(0);
  });

  it('with the same payload answers with the first answer and does nothing', async () => {
    const first = await post({ key: 'same', body: { name: 'drum', ending: 'go' } });
    const second = await post({ key: 'same', body: { ending: 'go', name: 'drum' } });

    expect(first.statusCode).toBe(201);
    expect(second).toEqual(first);
    expect(things.calls).toBe(1);
  });

  it('with another payload, query or resource is a 422', async () => {
    await post({ key: 'reused' });

    const other = await post({ key: 'reused', body: { name: 'bass' } });
    const elsewhere = await post({ key: 'reused', box: 'b2' });

    expect([other.statusCode, codeOf(other)]).toEqual([422, 'idempotency-key-reused']);
    expect(elsewhere.statusCode).toBe(422);
    expect(things.calls).toBe(1);
  });

  it('while its first call runs is a 409, and of 16 at once exactly one runs', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    gate = promise;
    const racing = Array.from({ length: 16 }, () => post({ key: 'race' }));

    const settled: { statusCode: number; body: string }[] = [];
    for (const call of racing) void call.then((answer) => settled.push(answer));
    await expect.poll(() => settled).toHaveLength(15);
    resolve();
    await Promise.all(racing);

    expect(settled.slice(0, 15).map(codeOf)).toEqual(Array.from({ length: 15 }, () => 'idempotency-key-in-flight'));
    expect(settled.at(-1)?.statusCode).toBe(201);
    expect(things.calls).toBe(1);
  });

  it('of another subject is another key', async () => {
    const ops = await post({ key: 'shared' });
    const admin = await post({ key: 'shared', role: 'admin', body: { name: 'bass' } });

    expect([ops.statusCode, admin.statusCode]).toEqual([201, 201]);
    expect(things.made.size).toBe(2);
  });

  it('keeps a refusal as the first answer too', async () => {
    const first = await post({ key: 'refused', body: { name: 'drum', ending: 'refuse' } });
    const second = await post({ key: 'refused', body: { name: 'drum', ending: 'refuse' } });

    expect(first.statusCode).toBe(409);
    expect(codeOf(first)).toBe('box-closed');
    expect(second).toEqual(first);
    expect(things.calls).toBe(1);
  });

  it('does not remember a malformed request', async () => {
    expect((await post({ key: 'mended', body: { nam: 'drum' } })).statusCode).toBe(400);
    expect((await post({ key: 'mended', body: { name: 'drum' } })).statusCode).toBe(201);
  });

  it('may be tried again at once after a fault, and the effect is still one', async () => {
    const failed = await post({ key: 'faulty', body: { name: 'drum', ending: 'fail' } });
    const again = await post({ key: 'faulty', body: { name: 'drum', ending: 'fail' } });

    expect([failed.statusCode, again.statusCode]).toEqual([500, 500]);
    expect(things.calls).toBe(2);
    expect(things.made.size).toBe(1);
  });

  it('of a function that died after the effect runs again once its deadline is past, and doubles nothing', async () => {
    gate = new Promise(() => undefined);
    void post({ key: 'dead', remainingMilliseconds: -5_000 });
    await expect.poll(() => things.calls).toBe(1);
    gate = undefined;

    const again = await post({ key: 'dead' });
    const third = await post({ key: 'dead' });

    expect(again.statusCode).toBe(201);
    expect(third).toEqual(again);
    expect(things.calls).toBe(2);
    expect(things.made.size).toBe(1);
  });

  it('of a call that outlived its deadline keeps the answer of the one that took over', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    gate = promise;
    const slow = post({ key: 'slow', remainingMilliseconds: -5_000 });
    await expect.poll(() => things.calls).toBe(1);
    gate = undefined;
    const taken = await post({ key: 'slow' });
    resolve();

    expect(await slow).toEqual(taken);
    expect(await post({ key: 'slow' })).toEqual(taken);
  });

  it('of a dead call with another payload is still a 422', async () => {
    gate = new Promise(() => undefined);
    void post({ key: 'dead-other', remainingMilliseconds: -5_000 });
    await expect.poll(() => things.calls).toBe(1);
    gate = undefined;

    expect((await post({ key: 'dead-other', body: { name: 'bass' } })).statusCode).toBe(422);
  });
});
