import { expect, it } from 'vitest';
import type { Route } from '#infra/local/api/api-model';
import { matchRoute } from '#infra/local/api/route-match';

const route = (routeKey: string): Route => ({
  routeKey,
  functionName: routeKey,
  timeoutMilliseconds: 1000,
  authorizer: undefined,
  scopes: [],
});
const routes = [
  'GET /v1/drops',
  'GET /v1/holders/{id}/balances',
  'GET /v1/holders/{id}/{what}',
  'GET /v1/holders/me/balances',
  'ANY /v1/{proxy+}',
  'GET /v1/files/{path+}',
].map(route);

it.each([
  ['GET', '/v1/drops', 'GET /v1/drops', {}],
  ['GET', '/v1/holders/H%201/balances', 'GET /v1/holders/{id}/balances', { id: 'H 1' }],
  ['GET', '/v1/holders/H1/earnings', 'GET /v1/holders/{id}/{what}', { id: 'H1', what: 'earnings' }],
  ['GET', '/v1/holders/me/balances', 'GET /v1/holders/me/balances', {}],
  ['POST', '/v1/drops', 'ANY /v1/{proxy+}', { proxy: 'drops' }],
  ['GET', '/v1/files/a/b%2Fc', 'GET /v1/files/{path+}', { path: 'a/b/c' }],
  ['GET', '/v1/drops/', 'ANY /v1/{proxy+}', { proxy: 'drops/' }],
] as const)('%s %s goes to %s', (method, path, routeKey, pathParameters) => {
  const match = matchRoute(routes, method, path);

  expect(match?.route.routeKey).toBe(routeKey);
  expect(match?.pathParameters).toEqual(pathParameters);
});

it('leads nowhere when no route fits, and to $default where there is one', () => {
  expect(matchRoute(routes, 'GET', '/v2/drops')).toBeUndefined();
  expect(matchRoute(routes, 'GET', '/v1/')).toBeUndefined();
  expect(matchRoute([...routes, route('$default')], 'GET', '/v2/drops')?.route.routeKey).toBe('$default');
});
