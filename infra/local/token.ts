import { parseArgs } from 'node:util';
import { z } from 'zod';

const DEFAULT_API_PORT = '4000';
const USAGE = 'npm run token -- --role admin|ops|approver|auditor|holder [--holder H1] [--subject NAME] [--api-port N]';
const answered = z.object({ token: z.string().optional(), message: z.string().optional() });

/** Asks the running local cloud for a bearer token. Throws an Error of one sentence when it cannot have one. */
export async function fetchToken(options: {
  readonly role: string;
  readonly holder?: string | undefined;
  readonly subject?: string | undefined;
  readonly apiPort?: string | undefined;
}): Promise<string> {
  const { role, holder, subject, apiPort = DEFAULT_API_PORT } = options;
  const address = `http://127.0.0.1:${apiPort}`;
  const response = await fetch(`${address}/_local/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ role, holder, subject }),
  }).catch(() => undefined);
  if (response === undefined)
    throw new Error(
      `Nothing listens on ${address}; start the local cloud with "npm start", or name its port with --api-port`,
    );
  const { token, message } = answered.parse(await response.json());
  if (token === undefined) throw new Error(`The local issuer gave no token: ${message ?? response.status}`);
  return token;
}

async function main(): Promise<void> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ options: { role: text, holder: text, subject: text, 'api-port': text } });
  if (values.role === undefined) throw new Error(`--role is missing; ${USAGE}`);
  const { role, holder, subject } = values;
  process.stdout.write(`${await fetchToken({ role, holder, subject, apiPort: values['api-port'] })}\n`);
}

if (import.meta.main) {
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
