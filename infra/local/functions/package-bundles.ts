import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { NATIVE_PACKAGES, PACKAGE_OPTIONS } from '#infra/esbuild-options';
import { PACKAGES_FILE } from '#infra/local/functions/bundled-files';

const metafile = z.object({
  outputs: z.record(
    z.string(),
    z.object({
      entryPoint: z.string().optional(),
      exports: z.array(z.string()),
      imports: z.array(z.object({ path: z.string(), external: z.boolean().default(false) })),
    }),
  ),
});

/** The packages that bundles import from outside, by the bundler's report of them. */
export function packagesOutside(report: string): readonly string[] {
  const { outputs } = metafile.parse(JSON.parse(readFileSync(report, 'utf8')));
  const outside = Object.values(outputs).flatMap(({ imports }) => imports.filter((each) => each.external));
  return [...new Set(outside.map(({ path }) => path))].filter((path) => !path.startsWith('node:')).toSorted();
}

/**
 * Makes a few files of the hundreds of which `names` consist, code that they share in files of its own, in `<folder>/packages`:
 * a host finds, reads and links them in half the time. A package in CommonJS stays where it is, for what it exports is
 * known only when it runs. `esbuild` runs the bundler under `root`, where the packages are installed.
 */
export async function bundlePackages(
  folder: string,
  names: readonly string[],
  root: string,
  esbuild: (options: readonly string[]) => Promise<unknown>,
): Promise<void> {
  const bundled = names.filter((name) => !NATIVE_PACKAGES.includes(name));
  const entries = join(folder, 'entries');
  mkdirSync(entries, { recursive: true });
  const files = new Map(bundled.map((name, at) => [join(entries, `${at}.js`), name]));
  for (const [file, name] of files) {
    const from = JSON.stringify(name);
    writeFileSync(file, `import * as all from ${from};\nexport * from ${from};\nexport default all.default;\n`);
  }
  const report = join(folder, 'packages.report.json');
  const places = [`--outdir=${join(folder, 'packages')}`, `--metafile=${report}`];
  const native = NATIVE_PACKAGES.map((name) => `--external:${name}`);
  if (files.size > 0) await esbuild([...files.keys(), ...PACKAGE_OPTIONS, '--splitting', ...native, ...places]);
  const { outputs } = files.size > 0 ? metafile.parse(JSON.parse(readFileSync(report, 'utf8'))) : { outputs: {} };
  const found: Record<string, string> = {};
  for (const [output, { entryPoint, exports }] of Object.entries(outputs)) {
    const name = entryPoint === undefined ? undefined : files.get(resolve(root, entryPoint));
    if (name !== undefined && exports.some((each) => each !== 'default'))
      found[name] = resolve(root, output).slice(folder.length + 1);
  }
  writeFileSync(join(folder, PACKAGES_FILE), JSON.stringify(found));
  rmSync(entries, { recursive: true });
  rmSync(report, { force: true });
}
