import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A Trino on this disk and the JDK that runs it, or why there is none. */
export type TrinoRelease =
  | { readonly kind: 'ready'; readonly version: string; readonly home: string; readonly java: string }
  | { readonly kind: 'missing'; readonly reason: string };

/** The newest release that was tried here; Trino 476 asks for Java 24. */
const VERSION = '476';
const JAVA_MIN = 24;
/** The engine, and the connector of the lake. */
const PARTS = ['lib', 'plugin/hive'];

const run = promisify(execFile);

/**
 * Finds the release in `~/.cache/pennywhistle` or gets it with the Maven client, from whatever repository that is set to.
 * Says on standard error what it downloads. Never throws for something that this machine lacks.
 */
export async function findTrino(): Promise<TrinoRelease> {
  const java = await newestJava();
  if (java === undefined || java.feature < JAVA_MIN)
    return {
      kind: 'missing',
      reason: `Trino ${VERSION} needs a JDK of Java ${JAVA_MIN} or newer; ${java === undefined ? 'there is none' : `the newest here is ${java.feature}`}`,
    };
  const cache = join(homedir(), '.cache', 'pennywhistle');
  const home = join(cache, `trino-${VERSION}`);
  if (!existsSync(home)) {
    const problem = await download(cache, home);
    if (problem !== undefined) return { kind: 'missing', reason: problem };
  }
  return { kind: 'ready', version: VERSION, home, java: java.path };
}

async function newestJava() {
  const installed = await readdir('/usr/lib/jvm').catch(() => []);
  const homes = [process.env['JAVA_HOME'] ?? '', ...installed.map((name) => join('/usr/lib/jvm', name))];
  const paths = ['java', ...homes.filter((home) => home !== '').map((home) => join(home, 'bin', 'java'))];
  const found = await Promise.all(paths.map(async (path) => ({ path, feature: await featureOf(path) })));
  return found.filter(({ feature }) => feature > 0).toSorted((left, right) => right.feature - left.feature)[0];
}

/** 17 for Java 17.0.15; 0 where there is no Java. */
async function featureOf(java: string): Promise<number> {
  if (java !== 'java' && !existsSync(java)) return 0;
  const said = await run(java, ['-version']).catch(() => ({ stderr: '' }));
  const [, version = '0', minor = '0'] = /version "(\d+)(?:\.(\d+))?/.exec(said.stderr) ?? [];
  return Number(version === '1' ? minor : version);
}

/** Unpacks the release into `home`; answers what stood in the way. */
async function download(cache: string, home: string): Promise<string | undefined> {
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'download-'));
  process.stderr.write(`Downloading Trino ${VERSION} (about 820 MB) into ${cache}\n`);
  try {
    await run(
      'mvn',
      [
        '--batch-mode',
        '--quiet',
        'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy',
        `-Dartifact=io.trino:trino-server:${VERSION}:tar.gz`,
        `-DoutputDirectory=${folder}`,
        '-Dmdep.useBaseVersion=true',
      ],
      { cwd: folder, maxBuffer: 1 << 26 },
    );
    const name = `trino-server-${VERSION}`;
    await run('tar', ['xzf', `${name}.tar.gz`], { cwd: folder });
    // Plugins share files by hard links, so that none can be unpacked alone; only these parts are kept.
    await mkdir(join(folder, 'kept', 'plugin'), { recursive: true });
    for (const part of PARTS) await rename(join(folder, name, part), join(folder, 'kept', part));
    await rename(join(folder, 'kept'), home);
    return undefined;
  } catch (error) {
    return `Maven could not get io.trino:trino-server:${VERSION}: ${error instanceof Error ? error.message.slice(0, 400) : String(error)}`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
