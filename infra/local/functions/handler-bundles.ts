import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, globSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bundlePackages, packagesOutside } from '#infra/local/functions/package-bundles';
import { digestOfSources } from '#infra/local/template/kept-synthesis';

const run = promisify(execFile);
const HANDLERS = 'functions/*/handlers/*.ts';
/** Of a person who goes back and forth between branches. */
const KEPT_MAX = 3;

/**
 * Makes one file of each handler and the sources it imports, so that a host loads one and not a hundred; packages stay
 * outside, in bundles of their own, and are shared by all functions of a host, while a function's own modules remain its
 * own. Made once for the same sources, told apart by their digest. Answers the folder, `<root>/.local/handlers/<digest>`;
 * nothing when none of `files` is the project's own.
 */
export async function handlerBundles(
  root: string,
  files: readonly string[],
  sources: () => string = () => digestOfSources(root),
): Promise<string | undefined> {
  const handlers = globSync(HANDLERS, { cwd: root });
  if (!files.some((file) => handlers.includes(file))) return undefined;
  const kept = join(root, '.local', 'handlers');
  const folder = join(kept, sources());
  if (existsSync(folder)) return folder;
  await bundle(root, handlers, folder);
  removeOldest(kept);
  return folder;
}

/** In a process of its own: the bundler's memory ends with it, and the cloud may live for days. */
async function bundle(root: string, handlers: readonly string[], folder: string): Promise<void> {
  const unfinished = `${folder}.${randomUUID()}`;
  const program = createRequire(import.meta.url).resolve('esbuild/bin/esbuild');
  const esbuild = (options: readonly string[]) => run(program, options, { cwd: root });
  const report = `${unfinished}/handlers.report.json`;
  const options = [
    '--bundle',
    '--packages=external',
    '--platform=node',
    '--format=esm',
    '--target=node24',
    '--loader:.sql=text',
    // A trace leads to the sources, which are there to be read.
    '--sourcemap',
    '--sources-content=false',
    '--out-extension:.js=.mjs',
    '--log-level=error',
  ];
  try {
    await esbuild([...handlers, ...options, '--outbase=.', `--outdir=${unfinished}`, `--metafile=${report}`]);
    await bundlePackages(unfinished, packagesOutside(report), root, esbuild);
    rmSync(report);
    // Two clouds may build at once: the first to finish is kept, and both are the same.
    if (!existsSync(folder)) renameSync(unfinished, folder);
  } catch (error) {
    if (!existsSync(folder)) throw new Error(`The handlers could not be bundled: ${said(error)}`);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

function said(error: unknown): string {
  const text = typeof error === 'object' && error !== null && 'stderr' in error ? String(error.stderr).trim() : '';
  return text === '' ? String(error) : text;
}

function removeOldest(kept: string): void {
  const newestFirst = readdirSync(kept)
    .map((name) => ({ name, atMs: statSync(join(kept, name), { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .toSorted((left, right) => right.atMs - left.atMs);
  for (const { name } of newestFirst.slice(KEPT_MAX)) rmSync(join(kept, name), { recursive: true, force: true });
}
