import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import type { JwtAuthorizer } from '#infra/local/api/api-model';
import { gatewayAnswer, type HttpAnswer } from '#infra/local/api/http-answer';
import type { Issuer } from '#infra/local/api/issuer';

export const ISSUER_PATH = '/_local/issuer';
const ROLES = ['admin', 'ops', 'approver', 'auditor', 'holder'] as const;
const identifier = z.string().min(1).max(64);
const tokenRequest = z
  .strictObject({ role: z.enum(ROLES), holder: identifier.optional(), subject: identifier.optional() })
  .refine(({ role, holder }) => role !== 'holder' || holder !== undefined, {
    message: 'role holder needs a holder, e.g. {"role":"holder","holder":"H1"}',
  });

/** What the local cloud alone serves beside the API: the issuer's keys and `POST /_local/token`. */
export async function answerLocalRoute(input: {
  readonly request: IncomingMessage;
  readonly body: Buffer;
  readonly issuer: Issuer;
  readonly authorizer: JwtAuthorizer;
  readonly nowMilliseconds: number;
}): Promise<HttpAnswer | undefined> {
  const { request, body, issuer, authorizer, nowMilliseconds } = input;
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  if (path === `${ISSUER_PATH}/.well-known/jwks.json` && request.method === 'GET') return json(200, issuer.jwks);
  if (path === `${ISSUER_PATH}/.well-known/openid-configuration` && request.method === 'GET')
    return json(200, openidConfiguration(authorizer.issuer, request.headers.host ?? '127.0.0.1'));
  if (path !== '/_local/token') return undefined;
  if (request.method !== 'POST') return gatewayAnswer(405, 'POST {"role","holder"?,"subject"?} would be right');
  if (!isLoopback(request)) return gatewayAnswer(403, 'Tokens are given to this machine alone');
  const parsed = tokenRequest.safeParse(parseJson(body));
  if (!parsed.success) return gatewayAnswer(400, z.prettifyError(parsed.error));
  const audience = authorizer.audience[0] ?? 'local';
  const token = await issuer.sign({ ...parsed.data, issuer: authorizer.issuer, audience, nowMilliseconds });
  return json(200, { token });
}

function openidConfiguration(issuer: string, host: string): Record<string, unknown> {
  return {
    issuer,
    jwks_uri: `http://${host}${ISSUER_PATH}/.well-known/jwks.json`,
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['token'],
    subject_types_supported: ['public'],
  };
}

// Host and Origin are asked too: a web page from elsewhere is not this machine, whatever its name resolves to.
function isLoopback(request: IncomingMessage): boolean {
  const address = request.socket.remoteAddress ?? '';
  const { host = '', origin } = request.headers;
  const isLocalAddress = address === '::1' || /^(::ffff:)?127\./.test(address);
  const isLocalName = ['localhost', '127.0.0.1', '[::1]'].includes(host.replace(/:\d+$/, ''));
  return isLocalAddress && isLocalName && (origin === undefined || origin === `http://${host}`);
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

function json(status: number, value: unknown): HttpAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(value)) };
}
