import { useSyncExternalStore } from 'react';

export type Role = 'admin' | 'ops' | 'approver' | 'auditor' | 'holder';

/** Who is signed in, as their token says. The API decides what they may; this decides only what is offered. */
export interface Session {
  readonly token: string;
  readonly refreshToken?: string | undefined;
  readonly subject: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly holderId: string | undefined;
  /** By the issuer's clock, in milliseconds. */
  readonly issuedAt: number;
  /** By this machine's clock, in milliseconds: when the token was received. */
  readonly receivedAt: number;
}

const KEY = 'pennywhistle.session';
const listeners = new Set<() => void>();
let current = stored();

/** Reads a token's claims. What they say is shown, never trusted: the API verifies the signature. */
export function sessionOf(token: string, refreshToken?: string): Session {
  const payload = token.split('.')[1] ?? '';
  const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0));
  const claims = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
  const groups = claims['cognito:groups'];
  const holder = claims['custom:holder_id'];
  const subject = String(claims['sub']);
  return {
    token,
    refreshToken,
    subject,
    name: [claims['email'], claims['cognito:username']].find((name) => typeof name === 'string') ?? subject,
    roles: (Array.isArray(groups) ? groups : []) as Role[],
    holderId: typeof holder === 'string' ? holder : undefined,
    issuedAt: Number(claims['iat']) * 1000,
    receivedAt: Date.now(),
  };
}

export function currentSession(): Session | undefined {
  return current;
}

/** Keeps the session for this tab, or forgets it. */
export function keepSession(session: Session | undefined): void {
  current = session;
  if (session === undefined) sessionStorage.removeItem(KEY);
  else sessionStorage.setItem(KEY, JSON.stringify(session));
  for (const listener of listeners) listener();
}

export function useSession(): Session | undefined {
  return useSyncExternalStore(subscribe, currentSession);
}

/** Whether the signed-in person has one of the roles. */
export function useIs(...roles: readonly Role[]): boolean {
  return useSession()?.roles.some((role) => roles.includes(role)) ?? false;
}

/** Now by the issuer's clock: the local cloud's may stand in another year than this machine's. */
export function now(): Date {
  const session = current;
  return new Date(session === undefined ? Date.now() : session.issuedAt + (Date.now() - session.receivedAt));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function stored(): Session | undefined {
  const text = typeof sessionStorage === 'undefined' ? null : sessionStorage.getItem(KEY);
  return text === null ? undefined : (JSON.parse(text) as Session);
}
