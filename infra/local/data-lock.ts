import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CannotStart } from '#infra/local/failure';

/**
 * Takes a data directory for one local cloud; throws a CannotStart when another one that answers holds it. The holder is
 * asked at its address, since the process id of a killed one may be anybody's by now; `endpoint`, the new one's, must be
 * listened on already. Answers how to give it back.
 */
export async function lockDataDirectory(dataDirectory: string, endpoint: string): Promise<() => void> {
  const file = join(dataDirectory, 'cloud.json');
  mkdirSync(dataDirectory, { recursive: true });
  const holder = holderOf(file);
  // Whoever held it at this very address is gone: this cloud listens there now.
  if (holder !== undefined && holder !== endpoint && (await isAlive(holder))) {
    throw new CannotStart(
      `${dataDirectory} is in use by the local cloud at ${holder}; stop that one or keep this one elsewhere with --data DIR`,
    );
  }
  writeFileSync(file, JSON.stringify({ endpoint, pid: process.pid }));
  return () => rmSync(file, { force: true });
}

function holderOf(file: string): string | undefined {
  try {
    const { endpoint } = JSON.parse(readFileSync(file, 'utf8'));
    return typeof endpoint === 'string' ? endpoint : undefined;
  } catch {
    return undefined;
  }
}

async function isAlive(endpoint: string): Promise<boolean> {
  try {
    const answer = await fetch(`${endpoint}/_local/clock`, { signal: AbortSignal.timeout(1000) });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}
