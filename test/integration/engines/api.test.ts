import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type ApiServer, createApiServer } from '#infra/local/api/api-server';
import { openIssuer } from '#infra/local/api/issuer';
import { aContext, type FakeContext } from '#test/support/local-context';
import { projectRoot } from '#test/support/source-files';

const issuer = 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_royalty';
const audience = 'console-client';
const type = (name: string) => `AWS::ApiGatewayV2::${name}`;
const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:GetHolderBalances:live';
const route = (ref: string, RouteKey: string, rest: object = {}) => ({
  type: type('Route'),
  ref,
  properties: { ApiId: 'api', RouteKey, Target: 'integrations/balances', AuthorizationType: 'NONE', ...rest },
});
const jwt = { AuthorizationType: 'JWT', AuthorizerId: 'tokens' };

const resources = [
  {
    type: type('Api'),
    ref: 'api',
    properties: {
      ProtocolType: 'HTTP',
      CorsConfiguration: {
        AllowOrigins: ['http://console.local'],
        AllowMethods: ['GET'],
        AllowHeaders: ['authorization'],
      },
    },
  },
  { type: type('Stage'), ref: 'stage', properties: { StageName: '$default' } },
  {
    type: type('Authorizer'),
    ref: 'tokens',
    properties: { AuthorizerType: 'JWT', JwtConfiguration: { Issuer: issuer, Audience: [audience] } },
  },
  {
    type: type('Integration'),
    ref: 'balances',
    properties: { IntegrationType: 'AWS_PROXY', IntegrationUri: functionArn, PayloadFormatVersion: '2.0' },
  },
  route('r1', 'GET /v1/holders/{id}/balances', jwt),
  route('r2', 'POST /v1/open'),
  route('r3', 'GET /v1/scoped', { ...jwt, AuthorizationScopes: ['read'] }),
];

const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  instance: z.string(),
  code: z.string(),
  message: z.string(),
});

/** Status, code and AWS's own message of a refusal, which must be problem details. */
async function refusalOf(answer: Response): Promise<[number, string, string]> {
  const { status, code, message } = problem.parse(await answer.json());
  expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'application/problem+json']);
  return [status, code, message];
}

describe('the HTTP API', () => {
  const context: FakeContext = aContext();
  let api: ApiServer;
  let address: string;

  beforeAll(async () => {
    api = await createApiServer(context, { resources });
    address = await api.listen(0);
  });
  beforeEach(() => {
    context.invocations.length = 0;
    context.onInvoke(() => ({
      payload: { statusCode: 200, headers: { 'Content-Type': 'application/json' }, body: '{}' },
    }));
  });
  afterAll(async () => {
    await api.stop();
    context.dispose();
  });

  const ask = (path: string, init: RequestInit = {}) => fetch(address + path, { ...init, redirect: 'manual' });
  const tokenFor = async (body: object) => {
    const answer = await ask('/_local/token', { method: 'POST', body: JSON.stringify(body) });
    return String(((await answer.json()) as { token?: unknown }).token);
  };
  const balances = (token?: string) =>
    ask('/v1/holders/H1/balances', { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } });

  it('hands a function the event that API Gateway builds', async () => {
    const token = await tokenFor({ role: 'holder', holder: 'H1' });

    await ask('/v1/holders/H%C3%A9%201/balances?as_of=2025-01-01&as_of=2025-02-01&x=a%20b', {
      headers: { authorization: `Bearer ${token}`, 'X-Custom': 'Yes', cookie: 'a=1; b=2' },
    });

    expect(context.invocations).toHaveLength(1);
    expect(context.invocations[0]).toMatchObject({
      functionName: 'GetHolderBalances',
      event: {
        version: '2.0',
        routeKey: 'GET /v1/holders/{id}/balances',
        rawPath: '/v1/holders/Hé 1/balances',
        rawQueryString: 'as_of=2025-01-01&as_of=2025-02-01&x=a%20b',
        queryStringParameters: { as_of: '2025-01-01,2025-02-01', x: 'a b' },
        cookies: ['a=1', 'b=2'],
        headers: { 'x-custom': 'Yes', authorization: `Bearer ${token}` },
        pathParameters: { id: 'Hé 1' },
        isBase64Encoded: false,
        requestContext: {
          accountId: '000000000000',
          apiId: 'api',
          stage: '$default',
          http: { method: 'GET', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1' },
          time: '03/May/2025:00:00:00 +0000',
          timeEpoch: Date.parse('2025-05-03T00:00:00Z'),
          authorizer: {
            jwt: {
              claims: {
                sub: 'local-holder-H1',
                'cognito:groups': '[holder]',
                'custom:holder_id': 'H1',
                aud: audience,
                iss: issuer,
                exp: String(Date.parse('2025-05-03T01:00:00Z') / 1000),
              },
              scopes: null,
            },
          },
        },
      },
    });
  });

  it('hands text bodies on as text and the rest as base64', async () => {
    await ask('/v1/open', { method: 'POST', body: '{"é":1}', headers: { 'content-type': 'application/json' } });
    await ask('/v1/open', { method: 'POST', body: new Uint8Array([0, 255]), headers: { 'content-type': 'image/png' } });

    expect(context.invocations.map(({ event }) => event)).toMatchObject([
      { body: '{"é":1}', isBase64Encoded: false },
      { body: 'AP8=', isBase64Encoded: true },
    ]);
  });

  it('answers what the function says, cookies and status included', async () => {
    context.onInvoke(() => ({
      payload: { statusCode: 202, headers: { 'X-A': 1 }, cookies: ['a=1', 'b=2'], body: 'aGk=', isBase64Encoded: true },
    }));

    const answer = await ask('/v1/open', { method: 'POST' });

    expect([answer.status, answer.headers.get('x-a'), await answer.text()]).toEqual([202, '1', 'hi']);
    expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  });

  it('answers 500 for a function that failed and 404 where no route leads', async () => {
    context.onInvoke(() => ({
      payload: null,
      functionError: { errorType: 'Error', errorMessage: 'secret', trace: [] },
    }));

    const failed = await ask('/v1/open', { method: 'POST' });
    const lost = await ask('/v1/open');

    expect(await refusalOf(failed)).toEqual([500, 'internal-server-error', 'Internal Server Error']);
    expect(await refusalOf(lost)).toEqual([404, 'not-found', 'Not Found']);
  });

  it('refuses a body beyond 10 MB', async () => {
    const answer = await ask('/v1/open', { method: 'POST', body: Buffer.alloc(10 * 1024 * 1024 + 1) });

    expect(answer.status).toBe(413);
    expect(context.invocations).toEqual([]);
  });

  it('answers a preflight by the template and adds CORS headers for an allowed origin only', async () => {
    const preflight = await ask('/v1/holders/H1/balances', {
      method: 'OPTIONS',
      headers: { origin: 'http://console.local', 'access-control-request-method': 'GET' },
    });
    const foreign = await ask('/v1/holders/H1/balances', { headers: { origin: 'http://evil.example' } });

    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('http://console.local');
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('lets a token of the local issuer pass until its hour is over', async () => {
    const token = await tokenFor({ role: 'ops', subject: 'ann' });

    expect((await balances(token)).status).toBe(200);

    context.advanceTo(context.clock.now() + 3600_000);
    const late = await balances(token);
    expect(late.status).toBe(401);
    expect(late.headers.get('www-authenticate')).toContain('the token has expired');
  });

  describe('a token that is not good', () => {
    const signed = async (changes: {
      key?: 'other';
      audience?: string;
      issuer?: string;
      issuedIn?: number;
      alg?: string;
    }) => {
      const kid = String((await openIssuer(join(context.dataDirectory, 'api'))).jwks.keys[0]?.kid);
      const { privateKey } = await generateKeyPair(changes.alg ?? 'RS256');
      const now = Math.floor(context.clock.now() / 1000);
      return new SignJWT({})
        .setProtectedHeader({ alg: changes.alg ?? 'RS256', kid })
        .setIssuer(changes.issuer ?? issuer)
        .setAudience(changes.audience ?? audience)
        .setIssuedAt(now)
        .setExpirationTime(now + 60)
        .sign(privateKey);
    };
    const byIssuer = async (changes: { audience?: string; issuer?: string; ahead?: number }) =>
      (await openIssuer(join(context.dataDirectory, 'api'))).sign({
        role: 'admin',
        issuer: changes.issuer ?? issuer,
        audience: changes.audience ?? audience,
        nowMilliseconds: context.clock.now() + (changes.ahead ?? 0),
      });
    const unsigned = async () =>
      new UnsecuredJWT({}).setIssuer(issuer).setAudience(audience).setIssuedAt().setExpirationTime('1h').encode();
    const tampered = async () => {
      const [header, , signature] = (await byIssuer({})).split('.');
      const claims = Buffer.from(JSON.stringify({ iss: issuer, aud: audience, exp: 9e9, iat: 1, sub: 'root' }));
      return `${header}.${claims.toString('base64url')}.${signature}`;
    };

    it.each([
      ['absent', async () => undefined],
      ['no token at all', async () => 'garbage'],
      ['signed by another key under our key id', () => signed({})],
      ['signed by another algorithm', () => signed({ alg: 'ES256' })],
      ['of alg none', unsigned],
      ['for another audience', () => byIssuer({ audience: 'another' })],
      ['of another issuer', () => byIssuer({ issuer: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_other' })],
      ['issued in the future', () => byIssuer({ ahead: 120_000 })],
      ['changed after it was signed', tampered],
    ])('%s is refused with 401 and a challenge', async (_what, make) => {
      const answer = await balances(await make());

      expect(await refusalOf(answer)).toEqual([401, 'unauthorized', 'Unauthorized']);
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
      expect(context.invocations).toEqual([]);
    });

    it('without the scope of the route is refused with 403', async () => {
      const token = await tokenFor({ role: 'ops' });

      const answer = await ask('/v1/scoped', { headers: { authorization: `Bearer ${token}` } });

      expect(await refusalOf(answer)).toEqual([403, 'forbidden', 'Forbidden']);
    });
  });

  it.each([
    [{ role: 'king' }, /role/],
    [{ role: 'holder' }, /needs a holder/],
    [{ role: 'ops', extra: 1 }, /extra/],
  ])('refuses a token request of %j', async (body, message) => {
    const answer = await ask('/_local/token', { method: 'POST', body: JSON.stringify(body) });

    expect(answer.status).toBe(400);
    expect(await answer.text()).toMatch(message);
  });

  it('gives no token to a web page', async () => {
    const answer = await ask('/_local/token', {
      method: 'POST',
      body: '{"role":"ops"}',
      headers: { origin: 'http://evil.example' },
    });

    expect(answer.status).toBe(403);
  });

  it('publishes its keys and keeps them over a restart', async () => {
    const keys = await (await ask('/_local/issuer/.well-known/jwks.json')).json();
    const again = await createApiServer(context, { resources });
    const port = await again.listen(0);

    expect(await (await fetch(`${port}/_local/issuer/.well-known/jwks.json`)).json()).toEqual(keys);
    expect(keys).toMatchObject({ keys: [{ kty: 'RSA', alg: 'RS256', use: 'sig' }] });
    await again.stop();
  });

  it('prints a token from the command line, or says what to start', async () => {
    const script = join(projectRoot, 'infra/local/token.ts');
    const none = spawnSync(process.execPath, [script, '--role', 'ops', '--api-port', '1'], { encoding: 'utf8' });

    expect(none.status).toBe(1);
    expect(none.stderr).toBe(
      'Nothing listens on http://127.0.0.1:1; start the local cloud with "npm start", or name its port with --api-port\n',
    );
  });
});
