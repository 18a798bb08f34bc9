import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

/** `?fn=NAME` on a handler's URL gives the function its own module graph: module state is per function, as on AWS. */
const FUNCTION_QUERY = /\?fn=([A-Za-z0-9_-]+)/;

/**
 * Loads our sources as the bundler would: `.sql` is text, and the files a function imports belong to that function. The
 * packages it imports are taken from `bundled` where they are there, by name, and belong to all.
 */
export function registerSourceHooks(bundled: ReadonlyMap<string, string> = new Map()): void {
  registerHooks({
    resolve(specifier, context, nextResolve) {
      const owner = FUNCTION_QUERY.exec(context.parentURL ?? '')?.[0];
      const known = owner === undefined ? undefined : bundled.get(specifier);
      if (known !== undefined) return { url: known, format: 'module', shortCircuit: true };
      const resolved = nextResolve(specifier, context);
      const isOurs = resolved.url.startsWith('file:') && !resolved.url.includes('/node_modules/');
      const url =
        owner !== undefined && isOurs && !resolved.url.includes('?') ? `${resolved.url}${owner}` : resolved.url;
      return isSql(url) ? { ...resolved, url, importAttributes: {} } : { ...resolved, url };
    },
    load(url, context, nextLoad) {
      if (!isSql(url)) return nextLoad(url, context);
      const text = readFileSync(fileURLToPath(url), 'utf8');
      return { format: 'module', source: `export default ${JSON.stringify(text)}`, shortCircuit: true };
    },
  });
}

const isSql = (url: string) => url.startsWith('file:') && new URL(url).pathname.endsWith('.sql');
