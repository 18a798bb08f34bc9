import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { ApiModel } from '#infra/local/api/api-model';
import { decodePath, type RouteMatch } from '#infra/local/api/route-match';

/** Claims as API Gateway hands them on: texts only, a list as `[a b]`. */
export type FlatClaims = Readonly<Record<string, string>>;

export interface AuthorizedClaims {
  readonly claims: FlatClaims;
  readonly scopes: readonly string[] | null;
}

const TEXT_BODY = /^(text\/|application\/(json|xml|javascript)\b|application\/[\w.+-]+\+(json|xml)\b)/i;

/** Lambda's event of payload format 2.0, as API Gateway builds it for an HTTP API. */
export function httpEventOf(input: {
  readonly request: IncomingMessage;
  readonly body: Buffer;
  readonly match: RouteMatch;
  readonly model: ApiModel;
  readonly authorized: AuthorizedClaims | undefined;
  readonly nowMilliseconds: number;
}): Record<string, unknown> {
  const { request, body, match, model, authorized, nowMilliseconds } = input;
  const [path = '/', ...rest] = (request.url ?? '/').split('?');
  const rawQueryString = rest.join('?');
  const { headers, cookies } = headersOf(request);
  const domainName = headers['host'] ?? 'localhost';
  const isText = TEXT_BODY.test(headers['content-type'] ?? '');
  // HTTP APIs hand the path on decoded, unlike REST APIs.
  const rawPath = decodePath(path);
  return {
    version: '2.0',
    routeKey: match.route.routeKey,
    rawPath,
    rawQueryString,
    ...(cookies.length > 0 && { cookies }),
    headers,
    ...(rawQueryString !== '' && { queryStringParameters: queryOf(rawQueryString) }),
    requestContext: {
      accountId: '000000000000',
      apiId: model.apiId,
      ...(authorized !== undefined && { authorizer: { jwt: authorized } }),
      domainName,
      domainPrefix: domainName.split(/[.:]/)[0] ?? domainName,
      http: {
        method: request.method ?? 'GET',
        path: rawPath,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress?.replace(/^::ffff:/, '') ?? '127.0.0.1',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: match.route.routeKey,
      stage: model.stage,
      time: commonLogTime(nowMilliseconds),
      timeEpoch: nowMilliseconds,
    },
    ...(Object.keys(match.pathParameters).length > 0 && { pathParameters: match.pathParameters }),
    ...(body.length > 0 && { body: isText ? body.toString('utf8') : body.toString('base64') }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

/** Lower-case names, several values joined by commas, cookies apart. */
function headersOf(request: IncomingMessage): { headers: Record<string, string>; cookies: string[] } {
  const headers: Record<string, string> = {};
  const cookies: string[] = [];
  for (let at = 0; at + 1 < request.rawHeaders.length; at += 2) {
    const name = (request.rawHeaders[at] ?? '').toLowerCase();
    const value = request.rawHeaders[at + 1] ?? '';
    if (name === 'cookie') cookies.push(...value.split(';').map((cookie) => cookie.trim()));
    else headers[name] = name in headers ? `${headers[name]},${value}` : value;
  }
  return { headers, cookies };
}

function queryOf(rawQueryString: string): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(rawQueryString))
    query[name] = name in query ? `${query[name]},${value}` : value;
  return query;
}

/** e.g. `12/Mar/2020:19:03:58 +0000`. */
function commonLogTime(milliseconds: number): string {
  const [, day, month, year, time] = new Date(milliseconds).toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
}
