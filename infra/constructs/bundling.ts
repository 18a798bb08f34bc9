import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { type AssetCode, Code } from 'aws-cdk-lib/aws-lambda';
import { z } from 'zod';
import { NATIVE_PACKAGES, PACKAGE_OPTIONS } from '#infra/esbuild-options';

export const projectRoot = join(import.meta.dirname, '..', '..');

const manifestSchema = z.object({
  dependencies: z.record(z.string(), z.string()).default({}),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
});

const ESBUILD_OPTIONS = [
  ...PACKAGE_OPTIONS,
  '--minify',
  '--sourcemap',
  '--sources-content=false',
  '--loader:.sql=text',
  '--entry-names=[name]/index',
];

/**
 * What is deployed of a function: one ES module by esbuild with everything in it, the pinned SDK too. `nodeModules` stay
 * outside and are laid beside it with all they need from the installed tree: no install runs, so it works offline and
 * ships the very bytes that were tested. Throws when a bundle needs a native package that `nodeModules` does not name.
 */
export function codeOf(file: string, nodeModules: readonly string[]): AssetCode {
  return Code.fromAsset(projectRoot, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Never run: what is bundled is bundled here. But by its command the CDK tells one asset from another.
      image: DockerImage.fromRegistry('none'),
      command: [file, ...nodeModules],
      local: {
        tryBundle(outputFolder) {
          linkTree(bundleOf(file, nodeModules), outputFolder);
          for (const name of closureOf(nodeModules)) linkTree(folderOf(name), join(outputFolder, 'node_modules', name));
          return true;
        },
      },
    },
  });
}

const metafileSchema = z.object({
  outputs: z.record(
    z.string(),
    z.object({
      entryPoint: z.string().optional(),
      imports: z.array(z.object({ path: z.string(), external: z.boolean().default(false) })),
    }),
  ),
});

/** Folders of bundles by their handlers' folder, with the packages that each handler's bundle imports from outside. */
const bundled = new Map<
  string,
  { readonly folder: string; readonly outside: ReadonlyMap<string, readonly string[]> }
>();

/** The folder with the bundle of a handler; the handlers of one folder are bundled in one run, which reads all sources once. */
function bundleOf(file: string, nodeModules: readonly string[]): string {
  const { folder, outside } = bundled.get(dirname(file)) ?? bundleFolder(dirname(file));
  const missing = (outside.get(file) ?? []).filter((name) => !nodeModules.includes(name));
  if (missing.length > 0)
    throw new Error(`${file} imports ${missing.join(', ')}; its function must name it in nodeModules`);
  return join(folder, basename(file, '.ts'));
}

function bundleFolder(handlers: string) {
  mkdirSync(join(projectRoot, '.local'), { recursive: true });
  const folder = mkdtempSync(join(projectRoot, '.local', 'bundles-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const entries = readdirSync(join(projectRoot, handlers))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => `${handlers}/${name}`);
  const external = closureOf(NATIVE_PACKAGES).map((name) => `--external:${name}`);
  const metafile = join(folder, 'metafile.json');
  const esbuild = createRequire(import.meta.url).resolve('esbuild/bin/esbuild');
  const places = [`--outdir=${folder}`, `--metafile=${metafile}`];
  execFileSync(esbuild, [...entries, ...ESBUILD_OPTIONS, ...external, ...places], { cwd: projectRoot });
  const { outputs } = metafileSchema.parse(JSON.parse(readFileSync(metafile, 'utf8')));
  const outside = Object.values(outputs).flatMap(({ entryPoint, imports }) => {
    const names = imports.filter((each) => each.external).map(({ path }) => path);
    return entryPoint === undefined
      ? []
      : [[entryPoint, NATIVE_PACKAGES.filter((name) => names.includes(name))] as const];
  });
  const made = { folder, outside: new Map(outside) };
  bundled.set(handlers, made);
  return made;
}

/** A copy that shares its bytes where the disk allows it: two dozen functions carry the same 70 MB of DuckDB. */
function linkTree(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) linkTree(source, target);
    else if (entry.isFile()) linkFile(source, target);
    else cpSync(source, target, { recursive: true });
  }
}

function linkFile(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}

/** The named packages and everything installed that they depend on; optional parts of other platforms are not there. */
function closureOf(names: readonly string[]): string[] {
  const found = new Set<string>();
  const waiting = [...names];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name) || !existsSync(folderOf(name))) continue;
    found.add(name);
    const manifest = manifestSchema.parse(JSON.parse(readFileSync(join(folderOf(name), 'package.json'), 'utf8')));
    waiting.push(...Object.keys(manifest.dependencies), ...Object.keys(manifest.optionalDependencies));
  }
  return [...found].toSorted();
}

function folderOf(name: string): string {
  return join(projectRoot, 'node_modules', name);
}
