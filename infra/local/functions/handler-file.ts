import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Where a handler is loaded from: its bundle in a folder of them or, if there is none, its source. */
export function handlerFile(root: string, bundles: string | undefined, file: string): string {
  const bundle = bundles === undefined ? undefined : join(bundles, file.replace(/\.ts$/, '.mjs'));
  return bundle !== undefined && existsSync(bundle) ? bundle : join(root, file);
}
