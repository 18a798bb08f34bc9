import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalCloud } from '#infra/local/local-cloud';
import { aFunction, aTemplate } from '#test/support/fixture-template';
import { startTestCloud } from '#test/support/local-cloud';

describe('the function host', () => {
  let cloud: LocalCloud;
  beforeAll(async () => {
    cloud = await startTestCloud({
      templates: aTemplate(
        aFunction('Echo', 'echo.ts', { Environment: { Variables: { GREETING: 'hello' } } }),
        aFunction('OtherEcho', 'echo.ts', { Environment: { Variables: { GREETING: 'good evening' } } }),
        aFunction('QueryLong', 'query-long.ts', { Timeout: 1 }),
        aFunction('Misbehave', 'misbehave.ts', { Timeout: 1 }),
      ),
    });
  });
  afterAll(() => cloud?.stop());

  it('gives every function its own environment and the virtual time', async () => {
    const [one, other] = await Promise.all([cloud.invoke('Echo', { n: 1 }), cloud.invoke('OtherEcho', { n: 2 })]);

    expect(one.payload).toMatchObject({ event: { n: 1 }, greeting: 'hello', functionName: 'Echo' });
    expect(other.payload).toMatchObject({ event: { n: 2 }, greeting: 'good evening', functionName: 'OtherEcho' });
    expect(one.payload).toHaveProperty('now', expect.stringMatching(/^2025-05-01T00:0/));
  });

  it('invokes by any form of ARN', async () => {
    const answer = await cloud.invoke('arn:aws:lambda:us-east-1:000000000000:function:Echo:live', 1);

    expect(answer.payload).toMatchObject({ event: 1 });
  });

  it('answers a throw in Lambda’s error envelope', async () => {
    const answer = await cloud.invoke('Misbehave', { how: 'fail' });

    expect(answer.functionError).toMatchObject({
      errorType: 'PeriodNotReconciled',
      errorMessage: 'PeriodNotReconciled: US_2025_04 is OPEN',
    });
  });

  it('ends a function that hangs at its timeout, and repeats the other calls of its host', async () => {
    const others = Array.from({ length: 4 }, (_, index) => cloud.invoke('Misbehave', { how: String(300 + index) }));
    const hanging = await cloud.invoke('Misbehave', { how: 'hang' });

    expect(hanging.functionError?.errorType).toBe('Sandbox.Timedout');
    expect(hanging.functionError?.errorMessage).toContain('Task timed out after 1.00 seconds');
    expect((await Promise.all(others)).map(({ payload }) => payload)).toEqual(['300', '301', '302', '303']);
  });

  it('gives a throw that no promise carries to the invocation it came from', async () => {
    const [late, fine] = await Promise.all([
      cloud.invoke('Misbehave', { how: 'throw-late' }),
      cloud.invoke('Misbehave', { how: '50' }),
    ]);

    expect(late.functionError).toMatchObject({ errorType: 'RangeError', errorMessage: 'too late' });
    expect(fine.payload).toBe('50');
  });

  it('answers Runtime.ExitError for a function that exits the process, and goes on', async () => {
    const exited = await cloud.invoke('Misbehave', { how: 'exit' });
    const after = await cloud.invoke('Misbehave', { how: '1' });

    expect(exited.functionError).toMatchObject({
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringContaining('exit status 7'),
    });
    expect(after.payload).toBe('1');
  });

  it('ends a function in the middle of native code without harm to anything else', async () => {
    const timedOut = await cloud.invoke('QueryLong', {});
    const after = await cloud.invoke('Misbehave', { how: '1' });

    expect(timedOut.functionError?.errorType).toBe('Sandbox.Timedout');
    expect(after.payload).toBe('1');
  });
});
