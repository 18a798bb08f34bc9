import type { Cors } from '#infra/local/api/api-model';

/** The CORS headers of an answer to `origin`; none where the API's configuration does not allow it. */
export function corsHeaders(cors: Cors, origin: string | undefined): Record<string, string> {
  if (origin === undefined) return {};
  const isWildcard = cors.allowOrigins.includes('*') && !cors.allowCredentials;
  const isAllowed = isWildcard || cors.allowOrigins.some((allowed) => allowed.toLowerCase() === origin.toLowerCase());
  if (!isAllowed) return {};
  return {
    'access-control-allow-origin': isWildcard ? '*' : origin,
    ...(cors.allowCredentials && { 'access-control-allow-credentials': 'true' }),
    ...(cors.exposeHeaders.length > 0 && { 'access-control-expose-headers': cors.exposeHeaders.join(',') }),
    ...(!isWildcard && { vary: 'Origin' }),
  };
}

/** The headers of the answer to a preflight request; API Gateway answers it with 204 and asks no function. */
export function preflightHeaders(cors: Cors, origin: string | undefined): Record<string, string> {
  const allowed = corsHeaders(cors, origin);
  if (Object.keys(allowed).length === 0) return {};
  return {
    ...allowed,
    ...(cors.allowMethods.length > 0 && { 'access-control-allow-methods': cors.allowMethods.join(',') }),
    ...(cors.allowHeaders.length > 0 && { 'access-control-allow-headers': cors.allowHeaders.join(',') }),
    ...(cors.maxAgeSeconds !== undefined && { 'access-control-max-age': String(cors.maxAgeSeconds) }),
  };
}
