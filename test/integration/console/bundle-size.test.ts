import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { createConsoleBuild } from '#infra/local/console/console-build';
import { projectRoot } from '#test/support/source-files';

const INITIAL_BYTES_MAX = 200_000;

describe('the built console', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await createConsoleBuild(projectRoot).files();
  }, 120_000);

  it('asks for less than 200 KB of gzipped JavaScript before its first page stands', () => {
    const page = readFileSync(join(folder, 'index.html'), 'utf8');
    const entries = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js|theme\.js)"/g)].map(
      (match) => match[1] ?? '',
    );
    const home = readdirSync(join(folder, 'assets')).find((name) => /^close-page-.*\.js$/.test(name)) ?? '';

    const scripts = reachable(folder, [...entries, `assets/${home}`]);
    const bytes = scripts.reduce((sum, script) => sum + gzipSync(readFileSync(join(folder, script))).length, 0);

    expect(entries.length).toBeGreaterThan(1);
    expect(home).not.toBe('');
    expect(bytes, scripts.join('\n')).toBeLessThan(INITIAL_BYTES_MAX);
  });

  it('has no script, style or handler in the page itself, since the content policy would forbid it', () => {
    const page = readFileSync(join(folder, 'index.html'), 'utf8');

    expect(page).not.toMatch(/<style|\son\w+=|\sstyle=|<script(?![^>]*\ssrc=)/);
  });
});

/** The scripts that a script loads at once, without those it asks for later. */
function reachable(folder: string, entries: readonly string[]): string[] {
  const found = new Set<string>();
  const visit = (script: string): void => {
    if (found.has(script)) return;
    found.add(script);
    const text = readFileSync(join(folder, script), 'utf8');
    for (const [, name] of text.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)) visit(`assets/${name}`);
  };
  for (const entry of entries) visit(entry);
  return [...found];
}
