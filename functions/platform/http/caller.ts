import { type Caller, READERS, type Role } from '#kernel/api/caller';
import { type Problem, problem } from '#kernel/api/problem';
import type { Route } from '#kernel/api/route';
import type { HttpEvent, RawRequest } from '#platform/http/request';

const ROLES: ReadonlySet<string> = new Set<Role>([...READERS, 'holder']);

/** The caller as the verified claims say: `sub`, `cognito:groups` = roles, `custom:holder_id`. */
export function callerOf(event: HttpEvent): Caller | undefined {
  const claims = event.requestContext.authorizer?.jwt?.claims;
  const subject = claims?.['sub'];
  if (claims === undefined || typeof subject !== 'string' || subject === '') return undefined;
  const holderId = claims['custom:holder_id'];
  return {
    subject,
    roles: rolesOf(claims['cognito:groups']),
    ...(typeof holderId === 'string' && holderId !== '' && { holderId }),
    address: event.requestContext.http.sourceIp,
  };
}

/** API Gateway flattens the claim's list to the text `[ops auditor]`; other verifiers keep it a list. */
function rolesOf(claim: unknown): Role[] {
  const names = Array.isArray(claim) ? claim : typeof claim === 'string' ? claim.split(/[\s,[\]"]+/) : [];
  return names.filter((name): name is Role => typeof name === 'string' && ROLES.has(name));
}

/**
 * Why the caller may not, or `undefined`. Asked before anything is validated or looked up: a holder who names another
 * id gets the one answer whether that id exists, is malformed, or is nobody's.
 */
export function refusalOf(route: Route, caller: Caller | undefined, request: RawRequest): Problem | undefined {
  if (route.roles === 'anyone') return undefined;
  if (caller === undefined) return problem(401, 'token-missing', 'Send a valid token as "Authorization: Bearer …".');
  const allowed: readonly Role[] = route.roles;
  const matching = caller.roles.filter((role) => allowed.includes(role));
  if (matching.some((role) => role !== 'holder')) return undefined;
  if (matching.length > 0 && route.holderParam !== undefined && caller.holderId !== undefined) {
    const asked = request.path[route.holderParam] ?? request.query[route.holderParam];
    if (asked === caller.holderId) return undefined;
  }
  return problem(403, 'not-allowed', `This needs role ${allowed.join(', ')}; a holder reads only their own data.`);
}
