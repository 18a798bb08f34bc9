import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import {
  type ApiModel,
  type ApiResource,
  type JwtAuthorizer,
  type Route,
  readApiModel,
} from '#infra/local/api/api-model';
import { corsHeaders, preflightHeaders } from '#infra/local/api/cors';
import { bodyOf, gatewayAnswer, type HttpAnswer, httpAnswerOf } from '#infra/local/api/http-answer';
import { type AuthorizedClaims, httpEventOf } from '#infra/local/api/http-event';
import { type Issuer, openIssuer } from '#infra/local/api/issuer';
import { authorize } from '#infra/local/api/jwt-authorizer';
import { answerLocalRoute } from '#infra/local/api/local-routes';
import { matchRoute } from '#infra/local/api/route-match';
import type { InvokeAnswer, LocalCloudContext } from '#infra/local/engine';

const BODY_BYTES_MAX = 10 * 1024 * 1024;

export interface ApiServer {
  readonly model: ApiModel;
  /** Listens on 127.0.0.1; 0 takes a free port. Answers the address. Rejects with EADDRINUSE as Node does. */
  listen(port: number): Promise<string>;
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  stop(): Promise<void>;
}

export interface ApiConfig {
  /** Every resource of the templates; those of `AWS::ApiGatewayV2` are taken. */
  readonly resources: readonly ApiResource[];
  /** Serves what no route matches, such as the console's files; answers `false` to leave it a 404. */
  readonly onUnmatched?: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;
}

/** Where the templates declare no authorizer, tokens are still signed, for nobody. */
const NO_AUTHORIZER: JwtAuthorizer = { name: 'local', issuer: 'http://127.0.0.1/_local/issuer', audience: ['local'] };

/** The HTTP API of the templates: routes, JWT authorizer, CORS and payload format 2.0, as API Gateway. */
export async function createApiServer(context: LocalCloudContext, config: ApiConfig): Promise<ApiServer> {
  const model = readApiModel(config.resources);
  const issuer = await openIssuer(join(context.dataDirectory, 'api'));
  const handle = (request: IncomingMessage, response: ServerResponse) =>
    answerOne({ context, config, model, issuer, request, response }).catch((error: unknown) => {
      context.log(`API ${request.method} ${request.url} failed: ${String(error)}`);
      if (response.headersSent) response.destroy();
      else write(response, gatewayAnswer(500, 'Internal Server Error'), {});
    });
  const server = createServer((request, response) => void handle(request, response));
  return {
    model,
    handle,
    listen: (port) => listen(server, port),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}

interface Exchange {
  readonly context: LocalCloudContext;
  readonly config: ApiConfig;
  readonly model: ApiModel;
  readonly issuer: Issuer;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

async function answerOne(exchange: Exchange): Promise<void> {
  const { context, config, model, issuer, request, response } = exchange;
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  const { origin } = request.headers;
  const cors = model.cors === undefined ? {} : corsHeaders(model.cors, origin);
  if (path.startsWith('/_local/')) {
    const authorizer = model.authorizers[0] ?? NO_AUTHORIZER;
    const nowMilliseconds = context.clock.now();
    const body = (await receive(request)) ?? Buffer.alloc(0);
    const answer = await answerLocalRoute({ request, body, issuer, authorizer, nowMilliseconds });
    return write(response, answer ?? gatewayAnswer(404, 'Not Found'), {});
  }
  const isPreflight = request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined;
  if (isPreflight && model.cors !== undefined) {
    const headers = preflightHeaders(model.cors, origin);
    return write(response, { status: 204, headers, body: Buffer.alloc(0) }, {});
  }
  const match = matchRoute(model.routes, request.method ?? 'GET', path);
  if (match === undefined) {
    if (config.onUnmatched !== undefined && (await config.onUnmatched(request, response))) return;
    request.resume();
    return write(response, gatewayAnswer(404, 'Not Found'), cors);
  }
  const permission = await permit(exchange, match.route);
  if (permission.kind === 'refused') {
    request.resume();
    return write(response, permission.answer, cors);
  }
  const body = await receive(request);
  if (body === undefined) return write(response, gatewayAnswer(413, 'Request Entity Too Large'), cors);
  const nowMilliseconds = context.clock.now();
  const event = httpEventOf({ request, body, match, model, authorized: permission.authorized, nowMilliseconds });
  write(response, await ask(context, match.route, event), cors);
}

type Permission =
  | { readonly kind: 'permitted'; readonly authorized: AuthorizedClaims | undefined }
  | { readonly kind: 'refused'; readonly answer: HttpAnswer };

async function permit({ context, issuer, request }: Exchange, route: Route): Promise<Permission> {
  if (route.authorizer === undefined) return { kind: 'permitted', authorized: undefined };
  const authorization = await authorize({
    header: request.headers.authorization,
    authorizer: route.authorizer,
    scopes: route.scopes,
    jwks: issuer.jwks,
    nowMilliseconds: context.clock.now(),
  });
  switch (authorization.kind) {
    case 'authorized':
      return { kind: 'permitted', authorized: authorization.authorized };
    case 'unauthorized': {
      const headers = { 'www-authenticate': authorization.challenge };
      return { kind: 'refused', answer: gatewayAnswer(401, 'Unauthorized', headers) };
    }
    case 'forbidden': {
      const headers = { 'www-authenticate': authorization.challenge };
      return { kind: 'refused', answer: gatewayAnswer(403, 'Forbidden', headers) };
    }
  }
}

async function ask(context: LocalCloudContext, route: Route, event: unknown): Promise<HttpAnswer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), route.timeoutMilliseconds);
  });
  const end = context.activity.begin(`API ${route.routeKey}`);
  try {
    const outcome: InvokeAnswer | 'late' = await Promise.race([context.invoke(route.functionName, event), late]);
    return outcome === 'late' ? gatewayAnswer(503, 'Service Unavailable') : httpAnswerOf(outcome);
  } finally {
    clearTimeout(timer);
    end();
  }
}

/** The body, or `undefined` beyond 10 MB. */
async function receive(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size <= BODY_BYTES_MAX) chunks.push(bytes);
  }
  return size > BODY_BYTES_MAX ? undefined : Buffer.concat(chunks);
}

function write(response: ServerResponse, answer: HttpAnswer, cors: Readonly<Record<string, string>>): void {
  response.statusCode = answer.status;
  for (const [name, value] of Object.entries({ ...answer.headers, ...cors })) response.setHeader(name, value);
  const body = bodyOf(answer, (response.req.url ?? '/').split('?')[0] ?? '/');
  if (answer.status !== 204) response.setHeader('content-length', body.length);
  response.end(body);
}

function listen(server: Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      const actual = typeof address === 'object' && address !== null ? address.port : port;
      resolve(`http://127.0.0.1:${actual}`);
    });
  });
}
