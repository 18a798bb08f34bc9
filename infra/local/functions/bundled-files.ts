import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** In a folder of bundles: where the packages' are, by name. */
export const PACKAGES_FILE = 'packages.json';

/** Where a handler is loaded from: its bundle in a folder of them or, if there is none, its source. */
export function handlerFile(root: string, bundles: string | undefined, file: string): string {
  const bundle = bundles === undefined ? undefined : join(bundles, file.replace(/\.ts$/, '.mjs'));
  return bundle !== undefined && existsSync(bundle) ? bundle : join(root, file);
}

/** The URLs of the bundled packages by name. Every host reads them before anything else, so they are read plainly. */
export function bundledPackages(bundles: string | undefined): ReadonlyMap<string, string> {
  const list = bundles === undefined ? undefined : join(bundles, PACKAGES_FILE);
  if (bundles === undefined || list === undefined || !existsSync(list)) return new Map();
  const files: Readonly<Record<string, string>> = JSON.parse(readFileSync(list, 'utf8'));
  return new Map(Object.entries(files).map(([name, file]) => [name, pathToFileURL(join(bundles, file)).href]));
}
