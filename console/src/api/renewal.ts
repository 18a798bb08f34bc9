import { consoleConfig } from '#console/api/config.ts';
import { renewHostedSession } from '#console/api/hosted-sign-in.ts';
import { signInLocally } from '#console/api/local-sign-in.ts';
import { currentSession, keepSession } from '#console/api/session.ts';

let renewing: Promise<boolean> | undefined;

/** Renews a session whose token has run out, once however many requests ask; `false`: the person must sign in again. */
export function renewSession(): Promise<boolean> {
  renewing ??= renew().finally(() => {
    renewing = undefined;
  });
  return renewing;
}

async function renew(): Promise<boolean> {
  const session = currentSession();
  if (session === undefined) return false;
  const { sign_in } = await consoleConfig();
  try {
    if (sign_in.kind === 'local') {
      const [role = 'auditor'] = session.roles;
      await signInLocally({ role, holder: session.holderId, subject: session.subject });
      return true;
    }
    if (session.refreshToken !== undefined) {
      await renewHostedSession(sign_in, session.refreshToken);
      return true;
    }
  } catch {
    // Whatever the reason, signing in again is the way on.
  }
  keepSession(undefined);
  return false;
}
