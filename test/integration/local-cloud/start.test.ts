import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keptFolder } from '#test/support/local-cloud';

interface Ended {
  readonly code: number | null;
  readonly stderr: string;
}

/** `npm start` without npm: the same flags, free ports unless told. */
function start(...flags: readonly string[]): ChildProcess {
  return run('start.ts', flags, process.env);
}

/** A group of its own, as a terminal gives to each command. */
function run(program: string, flags: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  return spawn(process.execPath, ['--import', './infra/local/node-version.js', `infra/local/${program}`, ...flags], {
    stdio: 'pipe',
    detached: true,
    env,
  });
}

async function ready(child: ChildProcess): Promise<string> {
  let text = '';
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk);
    if (text.includes('\n')) return text;
  }
  throw new Error('The local cloud ended before it was ready');
}

async function ended(child: ChildProcess): Promise<Ended> {
  let stderr = '';
  child.stderr?.on('data', (chunk) => {
    stderr += String(chunk);
  });
  const [code] = await once(child, 'close');
  return { code, stderr };
}

describe('npm start', () => {
  const busy = createServer();
  let busyPort = 0;
  beforeAll(async () => {
    busy.listen(0, '127.0.0.1');
    await once(busy, 'listening');
    const address = busy.address();
    busyPort = typeof address === 'object' ? (address?.port ?? 0) : 0;
  });
  afterAll(() => void busy.close());

  it('runs the project’s own templates without a warning, says ready with both addresses, and ends with 0 on SIGTERM', async () => {
    const child = start('--ephemeral', '--aws-port', '0', '--api-port', '0');
    const end = ended(child);
    const line = await ready(child);
    child.kill('SIGTERM');
    const { code, stderr } = await end;

    expect(line).toMatch(
      /^ready: AWS endpoint http:\/\/127\.0\.0\.1:\d+ · API and console http:\/\/127\.0\.0\.1:\d+\n$/,
    );
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });

  it.each(['--aws-port', '--api-port'])(
    'says in one sentence what to do when the port of %s is in use',
    async (flag) => {
      const other = flag === '--aws-port' ? '--api-port' : '--aws-port';
      const { code, stderr } = await ended(start('--ephemeral', other, '0', flag, String(busyPort)));

      expect(stderr).toBe(`Port ${busyPort} is in use; stop what listens there or choose another with ${flag} N\n`);
      expect(code).toBe(1);
    },
  );

  it('refuses a folder that another holds, leaves its clock alone, and after a kill goes on in it at its address', async () => {
    const folder = keptFolder();
    const flags = ['--data', folder, '--api-port', '0'];
    const first = start(...flags, '--aws-port', '0', '--clock', '2025-05-03T00:00:00Z');
    const port = /AWS endpoint http:\/\/127\.0\.0\.1:(\d+)/.exec(await ready(first))?.[1] ?? '';
    const second = await ended(start(...flags, '--aws-port', '0'));
    await ended(start(...flags, '--aws-port', String(busyPort), '--clock', '2030-01-01T00:00:00Z'));
    const { now } = JSON.parse(readFileSync(join(folder, 'clock.json'), 'utf8'));
    const killed = ended(first);
    first.kill('SIGKILL');
    await killed;
    const third = start(...flags, '--aws-port', port);
    const end = ended(third);
    const line = await ready(third).catch(async () => (await end).stderr);
    third.kill('SIGINT');

    expect(second.stderr).toContain(`${folder} is in use by the local cloud at http://127.0.0.1:`);
    expect(second.code).toBe(1);
    expect(new Date(now).toISOString()).toMatch(/^2025-05-03T00:/);
    expect(line).toContain(`ready: AWS endpoint http://127.0.0.1:${port}`);
    expect((await end).code).toBe(0);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'ends in silence when a terminal sends %s to all its processes',
    async (signal) => {
      const child = start('--ephemeral', '--aws-port', '0', '--api-port', '0');
      const end = ended(child);
      await ready(child);
      process.kill(-(child.pid ?? Number.NaN), signal);

      expect(await end).toEqual({ code: 0, stderr: '' });
    },
  );

  it.each(['start.ts', 'demo.ts'])('lets %s say in one sentence that the engine is missing', async (program) => {
    const flags = program === 'start.ts' ? ['--ephemeral', '--aws-port', '0', '--api-port', '0'] : [];
    const { code, stderr } = await ended(run(program, flags, { ...process.env, DYNAMODB_ENGINE: 'nothing' }));

    expect(stderr).toBe(
      'DYNAMODB_ENGINE is nothing; dynoxide, dynamodb-local or the URL of a running engine is right\n',
    );
    expect(code).toBe(1);
  });

  it.each([
    [['--aws-port', 'x'], '--aws-port x is no port; it needs a whole number from 0 (any free one) to 65535'],
    [
      ['--clock', 'yesterday'],
      '--clock yesterday is no instant; it needs ISO 8601 in UTC, such as 2025-05-03T00:00:00Z',
    ],
    [
      ['--colour'],
      "Unknown option '--colour'; npm start -- [--data DIR | --ephemeral] [--aws-port N] [--api-port N] [--clock ISO] [--seed]",
    ],
  ])('says what is wrong with %s', async (flags, sentence) => {
    const { code, stderr } = await ended(start(...flags));

    expect(stderr).toBe(`${sentence}\n`);
    expect(code).toBe(1);
  });
});
