import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundledPackages, handlerFile } from '#infra/local/functions/bundled-files';
import { handlerBundles } from '#infra/local/functions/handler-bundles';

const COUNT = 'functions/plays/handlers/count-plays.ts';
const LIST = 'functions/plays/handlers/list-plays.ts';
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'pennywhistle-bundles-'));
  write('functions/plays/count.sql', 'select count(*) from plays');
  write('functions/plays/seen.ts', 'export const seen: string[] = [];');
  write(
    COUNT,
    `import { seen } from '../seen.ts';
     import text from '../count.sql' with { type: 'text' };
     export const handler = () => { seen.push('count'); return [text, ...seen]; };`,
  );
  write(LIST, `import { seen } from '../seen.ts'; export const handler = () => { seen.push('list'); return seen; };`);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(join(root, dirname(path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

const bundles = () => readdirSync(join(root, '.local/handlers'));

describe('the bundles of the handlers', () => {
  it('are one file per function with its own state and its queries', async () => {
    const folder = await handlerBundles(root, [COUNT, LIST]);
    const [count, list] = await Promise.all([COUNT, LIST].map((file) => import(handlerFile(root, folder, file))));

    expect(count.handler()).toEqual(['select count(*) from plays', 'count']);
    expect(list.handler()).toEqual(['list']);
  });

  it('leave packages to bundles that all functions share, but for those that only know at run time what they export', async () => {
    write('node_modules/kit/package.json', '{"type":"module","exports":{".":"./kit.js","./more":"./more.js"}}');
    write('node_modules/kit/kit.js', `export * from './made.js'; export default 'kit';`);
    write('node_modules/kit/more.js', `export { made as again } from './made.js';`);
    write('node_modules/kit/made.js', 'export const made = [];');
    write('node_modules/old/package.json', '{"main":"old.js"}');
    write('node_modules/old/old.js', 'exports.old = true;');
    write(COUNT, `import { made } from 'kit'; import { old } from 'old'; export const handler = () => [made, old];`);
    write(LIST, `import { again } from 'kit/more'; export const handler = () => [again];`);

    const folder = await handlerBundles(root, [COUNT, LIST]);

    const packages = bundledPackages(folder);
    expect([...packages.keys()].toSorted()).toEqual(['kit', 'kit/more']);
    const [kit, more] = await Promise.all(['kit', 'kit/more'].map((name) => import(packages.get(name) ?? '')));
    expect(kit.default).toBe('kit');
    expect(more.again).toBe(kit.made);
    expect(readFileSync(handlerFile(root, folder, COUNT), 'utf8')).not.toContain('made = []');
  });

  it('are made once for the same sources, also by two who boot at once, and anew for others', async () => {
    const [one, other] = await Promise.all([handlerBundles(root, [COUNT]), handlerBundles(root, [COUNT])]);
    expect(other).toBe(one);
    expect(bundles()).toHaveLength(1);
    write('functions/plays/count.sql', 'select 1');
    const changed = await handlerBundles(root, [COUNT]);

    expect(changed).not.toBe(one);
    expect(readFileSync(handlerFile(root, changed, COUNT), 'utf8')).toContain('select 1');
  });

  it('are kept for the last three states of the sources; whoever misses his loads the source', async () => {
    const first = await handlerBundles(root, [COUNT]);
    for (const text of ['select 1', 'select 2', 'select 3']) {
      write('functions/plays/count.sql', text);
      await handlerBundles(root, [COUNT]);
    }

    expect(bundles()).toHaveLength(3);
    expect(handlerFile(root, first, COUNT)).toBe(join(root, COUNT));
  });

  it('are not made for functions of others, and not kept when a source is broken', async () => {
    write(LIST, `import '../nowhere.ts';`);

    expect(await handlerBundles(root, ['test/support/local-cloud-handlers/echo.ts'])).toBeUndefined();
    await expect(handlerBundles(root, [COUNT])).rejects.toThrow('Could not resolve "../nowhere.ts"');
    expect(() => bundles()).toThrow('ENOENT');
  });
});
