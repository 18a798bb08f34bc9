import { keepSession, type Role, type Session, sessionOf } from '#console/api/session.ts';

/** Asks the local issuer for a token of whoever one picks to be. Throws its refusal as an Error. */
export async function signInLocally(who: {
  readonly role: Role;
  readonly holder?: string | undefined;
  readonly subject?: string | undefined;
}): Promise<Session> {
  const session = sessionOf(await localToken(who));
  keepSession(session);
  return session;
}

/** A token that nobody keeps, for the picker to look a name up with. */
export async function localToken(who: object): Promise<string> {
  const answer = await fetch('/_local/token', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(who),
  });
  const { token, message } = (await answer.json()) as { token?: string; message?: string };
  if (token === undefined) throw new Error(message ?? 'The local issuer gave no token.');
  return token;
}
