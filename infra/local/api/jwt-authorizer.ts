import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTPayload, jwtVerify } from 'jose';
import type { JwtAuthorizer } from '#infra/local/api/api-model';
import type { AuthorizedClaims, FlatClaims } from '#infra/local/api/http-event';
import { ALGORITHM } from '#infra/local/api/issuer';

export type Authorization =
  | { readonly kind: 'authorized'; readonly authorized: AuthorizedClaims }
  | { readonly kind: 'unauthorized'; readonly challenge: string }
  | { readonly kind: 'forbidden'; readonly challenge: string };

/**
 * Verifies a bearer token as API Gateway's JWT authorizer does: signature by the issuer's keys, `iss`, `aud` or
 * `client_id`, `exp`, `nbf`, `iat`, then scopes. Time is the virtual clock's.
 */
export async function authorize(input: {
  readonly header: string | undefined;
  readonly authorizer: JwtAuthorizer;
  readonly scopes: readonly string[];
  readonly jwks: JSONWebKeySet;
  readonly nowMilliseconds: number;
}): Promise<Authorization> {
  const { header, authorizer, scopes, jwks, nowMilliseconds } = input;
  const token = header?.replace(/^Bearer\s+/i, '').trim();
  if (token === undefined || token === '') return { kind: 'unauthorized', challenge: 'Bearer' };
  let claims: JWTPayload;
  try {
    const verified = await jwtVerify(token, createLocalJWKSet(jwks), {
      algorithms: [ALGORITHM],
      issuer: authorizer.issuer,
      currentDate: new Date(nowMilliseconds),
      requiredClaims: ['exp', 'iat'],
    });
    claims = verified.payload;
  } catch (error) {
    return unauthorized(reasonOf(error));
  }
  if (!isForAudience(claims, authorizer.audience)) return unauthorized('invalid audience');
  if ((claims.iat ?? 0) * 1000 > nowMilliseconds) return unauthorized('the token was issued in the future');
  const granted = [claims['scope'], claims['scp']].flatMap((value) =>
    typeof value === 'string' ? value.split(' ') : [],
  );
  if (scopes.length > 0 && !scopes.some((scope) => granted.includes(scope)))
    return {
      kind: 'forbidden',
      challenge: `Bearer scope="${scopes.join(' ')}" error="insufficient_scope"`,
    };
  return {
    kind: 'authorized',
    authorized: { claims: flatten(claims), scopes: scopes.length > 0 ? scopes : null },
  };
}

const unauthorized = (reason: string): Authorization => ({
  kind: 'unauthorized',
  challenge: `Bearer scope="" error="invalid_token" error_description="${reason}"`,
});

function reasonOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'the token has expired';
  if (error instanceof errors.JWTClaimValidationFailed) return `unexpected ${error.claim} claim`;
  if (error instanceof errors.JWKSNoMatchingKey) return 'unable to find a signing key that matches';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'signature verification failed';
  if (error instanceof errors.JOSEAlgNotAllowed) return 'signing method is invalid';
  return 'the token is malformed';
}

/** The `aud` claim decides; `client_id` only where there is none, as Cognito's access tokens have it. */
function isForAudience(claims: JWTPayload, audience: readonly string[]): boolean {
  const named = claims.aud ?? claims['client_id'];
  const list = Array.isArray(named) ? named : [named];
  return list.some((name) => typeof name === 'string' && audience.includes(name));
}

function flatten(claims: JWTPayload): FlatClaims {
  return Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, flatText(value)]));
}

function flatText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flatText).join(' ')}]`;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
