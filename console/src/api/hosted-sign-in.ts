import { keepSession, sessionOf } from '#console/api/session.ts';

interface HostedSignIn {
  readonly url: string;
  readonly client_id: string;
}

/** What a sign-in that is under way remembers, until the hosted pages send the browser back. */
interface Pending {
  readonly state: string;
  readonly verifier: string;
  readonly returnTo: string;
}

const KEY = 'pennywhistle.sign-in';
const redirectUri = () => `${location.origin}/signed-in`;

/** Leaves for the hosted pages: authorization code with PKCE, so that a stolen code is worth nothing. */
export async function beginHostedSignIn(signIn: HostedSignIn, returnTo: string): Promise<void> {
  const pending: Pending = { state: randomText(), verifier: randomText(), returnTo };
  sessionStorage.setItem(KEY, JSON.stringify(pending));
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(pending.verifier));
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: signIn.client_id,
    redirect_uri: redirectUri(),
    scope: 'openid email',
    state: pending.state,
    code_challenge: base64url(new Uint8Array(digest)),
    code_challenge_method: 'S256',
  });
  location.assign(`${signIn.url}/oauth2/authorize?${query}`);
}

/** Takes the code that the hosted pages sent back; answers where the person wanted to go. Throws when it is not ours. */
export async function completeHostedSignIn(signIn: HostedSignIn, query: URLSearchParams): Promise<string> {
  const pending = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Pending | null;
  sessionStorage.removeItem(KEY);
  const code = query.get('code');
  if (pending === null || code === null || query.get('state') !== pending.state)
    throw new Error(query.get('error_description') ?? 'This sign-in was not begun here; begin it again.');
  await exchange(signIn, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri(),
    code_verifier: pending.verifier,
  });
  return pending.returnTo;
}

/** A new token for the old session; the refresh token stays. */
export async function renewHostedSession(signIn: HostedSignIn, refreshToken: string): Promise<void> {
  await exchange(signIn, { grant_type: 'refresh_token', refresh_token: refreshToken });
}

export function endHostedSession(signIn: HostedSignIn): void {
  const query = new URLSearchParams({ client_id: signIn.client_id, logout_uri: `${location.origin}/signed-out` });
  location.assign(`${signIn.url}/logout?${query}`);
}

async function exchange(signIn: HostedSignIn, grant: Readonly<Record<string, string>>): Promise<void> {
  const answer = await fetch(`${signIn.url}/oauth2/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ client_id: signIn.client_id, ...grant }),
  });
  if (!answer.ok) throw new Error('The sign-in was refused; begin it again.');
  const { id_token, refresh_token } = (await answer.json()) as { id_token: string; refresh_token?: string };
  // The id token, not the access token: it alone says which holder a person speaks for.
  keepSession(sessionOf(id_token, refresh_token ?? grant['refresh_token']));
}

function randomText(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
