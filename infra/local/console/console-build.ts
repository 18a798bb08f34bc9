import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const BUILD_MILLISECONDS_MAX = 120_000;

/** Builds the console from its sources, once for each state of them. */
export interface ConsoleBuild {
  /** The folder of the built files; builds them if these sources were never built. Rejects with the builder's words. */
  readonly files: () => Promise<string>;
}

/** Builds lie under `<projectRoot>/.local/console/`, named by the sources they were made of. */
export function createConsoleBuild(projectRoot: string): ConsoleBuild {
  let building: Promise<string> | undefined;
  return {
    files() {
      const folder = join(projectRoot, '.local', 'console', sourcesDigest(projectRoot));
      if (existsSync(folder)) return Promise.resolve(folder);
      building ??= build(projectRoot, folder).finally(() => {
        building = undefined;
      });
      return building;
    },
  };
}

/** Everything a build depends on: the console's files and the versions of its packages. */
function sourcesDigest(projectRoot: string): string {
  const root = join(projectRoot, 'console');
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
  const hash = createHash('sha256').update(readFileSync(join(projectRoot, 'package.json')));
  for (const file of files)
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  return hash.digest('hex').slice(0, 16);
}

/** In a process of its own: the bundler's memory ends with it, and the cloud goes on answering. */
async function build(projectRoot: string, folder: string): Promise<string> {
  const vite = join(projectRoot, 'node_modules', 'vite', 'bin', 'vite.js');
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(join(projectRoot, '.local', 'console'), { recursive: true });
  try {
    await run(process.execPath, [vite, 'build', 'console', '--outDir', unfinished, '--logLevel', 'warn'], {
      cwd: projectRoot,
      timeout: BUILD_MILLISECONDS_MAX,
      env: { ...process.env, NODE_ENV: 'production' },
    });
    // Two clouds may build at once: the first to finish is kept, and both are the same.
    if (!existsSync(folder)) renameSync(unfinished, folder);
    return folder;
  } catch (error) {
    if (existsSync(folder)) return folder;
    throw new Error(`The console could not be built: ${said(error)}`);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

function said(error: unknown): string {
  const text = typeof error === 'object' && error !== null && 'stderr' in error ? String(error.stderr).trim() : '';
  return text === '' ? String(error) : text;
}
