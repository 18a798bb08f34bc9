/** CommonJS packages inside an ES module still ask for these three. */
const COMMONJS_BANNER = [
  "import { createRequire as createRequire_ } from 'node:module';",
  "import { fileURLToPath as fileURLToPath_ } from 'node:url';",
  'const require = createRequire_(import.meta.url);',
  'const __filename = fileURLToPath_(import.meta.url);',
  "const __dirname = fileURLToPath_(new URL('.', import.meta.url));",
].join('');

/** How packages are bundled, the same for what is deployed and for what the local hosts load: ES modules of Lambda's Node. */
export const PACKAGE_OPTIONS = [
  '--bundle',
  '--platform=node',
  '--format=esm',
  '--target=node24',
  '--main-fields=module,main',
  '--keep-names',
  `--banner:js=${COMMONJS_BANNER}`,
  '--out-extension:.js=.mjs',
  '--log-level=error',
];

/** Packages with native parts: they stay outside of every bundle. */
export const NATIVE_PACKAGES = ['@duckdb/node-api'];
