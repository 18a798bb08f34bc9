import type { Context } from 'aws-lambda';
import type { HttpEvent } from '#platform/http/request';

export interface RequestParts {
  readonly method?: string;
  readonly path?: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Serialised as JSON; a string goes as it is. */
  readonly body?: unknown;
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** An API Gateway event (payload format 2.0) as its JWT authorizer passes it on; no claims, no authorizer. */
export function anHttpEvent(parts: RequestParts = {}): HttpEvent {
  const { method = 'GET', path = '/v1/things', params, query, headers = {}, body, claims } = parts;
  return {
    version: '2.0',
    routeKey: `${method} ${path}`,
    rawPath: path,
    rawQueryString: '',
    headers: { ...headers },
    ...(params !== undefined && { pathParameters: { ...params } }),
    ...(query !== undefined && { queryStringParameters: { ...query } }),
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    isBase64Encoded: false,
    requestContext: {
      accountId: '000000000000',
      apiId: 'api',
      domainName: 'localhost',
      domainPrefix: 'localhost',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.7', userAgent: 'test' },
      requestId: 'request-1',
      routeKey: `${method} ${path}`,
      stage: '$default',
      time: '03/May/2025:00:00:00 +0000',
      timeEpoch: 1_746_230_400_000,
      ...(claims !== undefined && { authorizer: { jwt: { claims } } }),
    },
  };
}

/** The claims of a token with this role; API Gateway flattens the groups to such a text. */
export function aToken(role: string, holderId?: string): Record<string, unknown> {
  return {
    sub: `subject-of-${role}`,
    'cognito:groups': `[${role}]`,
    ...(holderId !== undefined && { 'custom:holder_id': holderId }),
  };
}

export function aLambdaContext(parts: Partial<Context> = {}): Context {
  return {
    callbackWaitsForEmptyEventLoop: false,
    functionName: 'TestFunction',
    functionVersion: '$LATEST',
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:TestFunction',
    memoryLimitInMB: '512',
    awsRequestId: 'aws-request-1',
    logGroupName: 'log',
    logStreamName: 'stream',
    getRemainingTimeInMillis: () => 30_000,
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
    ...parts,
  };
}
