import { createPublicKey } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  calculateJwkThumbprint,
  exportJWK,
  exportPKCS8,
  generateKeyPair,
  importPKCS8,
  type JSONWebKeySet,
  SignJWT,
} from 'jose';

/** The only algorithm of Cognito, and the kind API Gateway accepts. */
export const ALGORITHM = 'RS256';
const TOKEN_SECONDS = 3600;

export interface TokenRequest {
  readonly role: string;
  readonly holder?: string | undefined;
  readonly subject?: string | undefined;
  readonly issuer: string;
  readonly audience: string;
  readonly nowMilliseconds: number;
}

/** The local user pool: signs tokens as Cognito's id tokens are, with a key that stays in the data directory. */
export interface Issuer {
  readonly jwks: JSONWebKeySet;
  /** A bearer token good for one virtual hour. */
  sign(request: TokenRequest): Promise<string>;
}

/** Opens the issuer whose key is kept in `directory`; makes the key the first time. */
export async function openIssuer(directory: string): Promise<Issuer> {
  const pem = await keptKey(directory);
  const privateKey = await importPKCS8(pem, ALGORITHM);
  const jwk = await exportJWK(createPublicKey(pem));
  const kid = await calculateJwkThumbprint(jwk);
  return {
    jwks: { keys: [{ ...jwk, kid, alg: ALGORITHM, use: 'sig' }] },
    sign({ role, holder, subject, issuer, audience, nowMilliseconds }) {
      const issuedAtSeconds = Math.floor(nowMilliseconds / 1000);
      const sub = subject ?? (holder === undefined ? `local-${role}` : `local-${role}-${holder}`);
      const claims = {
        'cognito:groups': [role],
        'cognito:username': sub,
        ...(holder !== undefined && { 'custom:holder_id': holder }),
        token_use: 'id',
        auth_time: issuedAtSeconds,
      };
      return new SignJWT(claims)
        .setProtectedHeader({ alg: ALGORITHM, kid })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(sub)
        .setIssuedAt(issuedAtSeconds)
        .setExpirationTime(issuedAtSeconds + TOKEN_SECONDS)
        .sign(privateKey);
    },
  };
}

/** One for all clouds of a process: to make one takes as long as a fifth of a boot. */
let made: Promise<string> | undefined;

async function makeKey(): Promise<string> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  return exportPKCS8(privateKey);
}

async function keptKey(directory: string): Promise<string> {
  const file = join(directory, 'issuer-key.pem');
  if (existsSync(file)) return readFileSync(file, 'utf8');
  made ??= makeKey();
  const pem = await made;
  mkdirSync(directory, { recursive: true });
  writeFileSync(`${file}.new`, pem, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return pem;
}
