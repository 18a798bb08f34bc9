import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type BundlingOptions, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { z } from 'zod';

export const projectRoot = join(import.meta.dirname, '..', '..');

const manifestSchema = z.object({
  dependencies: z.record(z.string(), z.string()).default({}),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
});

/** CommonJS packages inside an ES module bundle still ask for these three. */
const COMMONJS_BANNER = [
  "import { createRequire as createRequire_ } from 'node:module';",
  "import { fileURLToPath as fileURLToPath_ } from 'node:url';",
  'const require = createRequire_(import.meta.url);',
  'const __filename = fileURLToPath_(import.meta.url);',
  "const __dirname = fileURLToPath_(new URL('.', import.meta.url));",
].join('');

/**
 * How every function is bundled: one ES module by esbuild with everything in it, the pinned SDK too. `nodeModules` stay
 * outside and are copied with all they need from the installed tree: no install runs, so it works offline and ships
 * the very bytes that were tested.
 */
export function bundlingOf(nodeModules: readonly string[]): BundlingOptions {
  const copied = closureOf(nodeModules);
  return {
    format: OutputFormat.ESM,
    target: 'node24',
    mainFields: ['module', 'main'],
    minify: true,
    keepNames: true,
    sourceMap: true,
    sourcesContent: false,
    externalModules: copied.length === 0 ? [] : [...copied],
    bundleAwsSDK: true,
    loader: { '.sql': 'text' },
    banner: COMMONJS_BANNER,
    commandHooks: {
      beforeBundling: () => [],
      beforeInstall: () => [],
      afterBundling: (_input, output) =>
        copied.flatMap((name) => [
          `mkdir -p "${join(output, 'node_modules', dirname(name))}"`,
          `cp -R "${folderOf(name)}" "${join(output, 'node_modules', name)}"`,
        ]),
    },
  };
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
