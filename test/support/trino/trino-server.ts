import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { z } from 'zod';
import type { TrinoRelease } from '#test/support/trino/trino-release';

export interface TrinoColumn {
  readonly name: string;
  /** Trino's spelling, such as `decimal(38,10)`. */
  readonly type: string;
}

export interface TrinoResult {
  readonly columns: readonly TrinoColumn[];
  /** Values as texts; null is undefined. */
  readonly rows: readonly (readonly (string | undefined)[])[];
}

export interface TrinoServer {
  /** Runs one statement in a schema of the lake; throws an Error with Trino's own message. */
  query(sql: string, schema?: string): Promise<TrinoResult>;
  stop(): Promise<void>;
}

const HEAP_MEGABYTES = 1536;
const READY_WITHIN_MILLISECONDS = 180_000;

/** Starts Trino with a file metastore over `lake`, where `local:///` begins; its own files go under `directory`. */
export async function startTrino(
  { home, java }: Extract<TrinoRelease, { kind: 'ready' }>,
  { directory, lake }: { readonly directory: string; readonly lake: string },
): Promise<TrinoServer> {
  const port = await freePort();
  const settings = join(directory, 'etc');
  await mkdir(join(settings, 'catalog'), { recursive: true });
  await mkdir(lake, { recursive: true });
  await writeFile(join(settings, 'config.properties'), propertiesOf(serverSettings(port)));
  await writeFile(join(settings, 'catalog', 'lake.properties'), propertiesOf(lakeSettings(lake)));
  const log = join(directory, 'trino.log');
  const server = spawn(java, javaArguments(home, directory, settings), { stdio: ['ignore', 'pipe', 'pipe'] });
  const written = createWriteStream(log);
  server.stdout.pipe(written);
  server.stderr.pipe(written);
  const ended = once(server, 'exit');
  await untilReady(port, log, server);
  return {
    query: (sql, schema) => query(port, sql, schema),
    async stop() {
      server.kill('SIGKILL');
      await ended;
    },
  };
}

function serverSettings(port: number) {
  return {
    coordinator: 'true',
    'node-scheduler.include-coordinator': 'true',
    'http-server.http.port': String(port),
    'discovery.uri': `http://127.0.0.1:${port}`,
    // The only node watches itself. On a busy machine it hears its own heartbeat late and would leave its own cluster.
    'failure-detector.enabled': 'false',
    'discovery.max-age': '10m',
    'query.max-memory': '512MB',
    'query.max-memory-per-node': '512MB',
    'memory.heap-headroom-per-node': '256MB',
    'task.concurrency': '1',
  };
}

/** Glue's projected partitions are the hive connector's own, so a query that does not name an injected one fails here too. */
function lakeSettings(lake: string) {
  return {
    'connector.name': 'hive',
    'hive.metastore': 'file',
    'hive.metastore.catalog.dir': 'local:///metastore',
    'fs.native-local.enabled': 'true',
    'local.location': lake,
    'hive.partition-projection-enabled': 'true',
    // S3 has no folder that could be missing.
    'hive.ignore-absent-partitions': 'true',
    'hive.non-managed-table-writes-enabled': 'true',
  };
}

function propertiesOf(settings: Readonly<Record<string, string>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

function javaArguments(home: string, directory: string, settings: string): readonly string[] {
  return [
    `-Xmx${HEAP_MEGABYTES}m`,
    '-XX:+UseSerialGC',
    '-XX:TieredStopAtLevel=1',
    '-Djdk.attach.allowAttachSelf=true',
    '--add-modules=jdk.incubator.vector',
    '--sun-misc-unsafe-memory-access=allow',
    '-Duser.timezone=UTC',
    '-Dnode.environment=conformance',
    '-Dnode.id=conformance',
    `-Dnode.data-dir=${join(directory, 'data')}`,
    `-Dplugin.dir=${join(home, 'plugin')}`,
    `-Dconfig=${join(settings, 'config.properties')}`,
    `-Dcatalog.config-dir=${join(settings, 'catalog')}`,
    '-cp',
    join(home, 'lib', '*'),
    'io.trino.server.TrinoServer',
  ];
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  if (address === null || typeof address === 'string') throw new Error('The probe has no port');
  return address.port;
}

async function untilReady(port: number, log: string, server: { readonly exitCode: number | null }): Promise<void> {
  const endsAt = performance.now() + READY_WITHIN_MILLISECONDS;
  while (performance.now() < endsAt && server.exitCode === null) {
    const info = await fetch(`http://127.0.0.1:${port}/v1/info`).catch(() => undefined);
    if (info?.ok === true && z.object({ starting: z.boolean() }).parse(await info.json()).starting === false) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  const tail = (await readFile(log, 'utf8')).split('\n').slice(-30).join('\n');
  throw new Error(`Trino did not start: ${tail}`);
}

const page = z.object({
  nextUri: z.string().optional(),
  columns: z.array(z.object({ name: z.string(), type: z.string() })).optional(),
  data: z.array(z.array(z.unknown())).optional(),
  error: z.object({ errorName: z.string(), message: z.string() }).optional(),
});

/** Asks again while Trino says that its one node is away, which is of the machine and not of the statement. */
async function query(port: number, sql: string, schema?: string): Promise<TrinoResult> {
  const endsAt = performance.now() + READY_WITHIN_MILLISECONDS;
  for (;;) {
    try {
      return await ask(port, sql, schema);
    } catch (error) {
      if (!String(error).includes('NO_NODES_AVAILABLE') || performance.now() > endsAt) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

async function ask(port: number, sql: string, schema = 'information_schema'): Promise<TrinoResult> {
  const headers = { 'X-Trino-User': 'conformance', 'X-Trino-Catalog': 'lake', 'X-Trino-Schema': schema };
  const rows: (string | undefined)[][] = [];
  let columns: readonly TrinoColumn[] = [];
  let answer = await fetch(`http://127.0.0.1:${port}/v1/statement`, { method: 'POST', body: sql, headers });
  for (;;) {
    if (!answer.ok) throw new Error(`Trino answered ${answer.status}: ${await answer.text()}`);
    const { nextUri, error, data = [], columns: named } = page.parse(exactJson(await answer.text()));
    if (error !== undefined) throw new Error(`${error.errorName}: ${error.message}\n${sql}`);
    columns = named ?? columns;
    for (const values of data) rows.push(values.map(textOf));
    if (nextUri === undefined) return { columns, rows };
    answer = await fetch(nextUri, { headers });
  }
}

/** Numbers stay the text that they were sent as: a bigint has more digits than a JavaScript number. */
function exactJson(text: string): unknown {
  const keepDigits = (_key: string, value: unknown, { source }: { readonly source?: string }) =>
    typeof value === 'number' && source !== undefined ? source : value;
  return (JSON.parse as (text: string, reviver: typeof keepDigits) => unknown)(text, keepDigits);
}

function textOf(value: unknown): string | undefined {
  if (value === null) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
