import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestOfSources, keptText } from '#infra/local/template/kept-synthesis';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'pennywhistle-sources-'));
  mkdirSync(join(root, 'infra', 'stacks'), { recursive: true });
  writeFileSync(join(root, 'infra', 'app.ts'), 'one');
  writeFileSync(join(root, 'infra', 'stacks', 'drops.ts'), 'two');
  writeFileSync(join(root, 'package-lock.json'), '{}');
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('the digest of what templates are made from', () => {
  it('is the same while nothing changes, whatever stands beside the sources', () => {
    const before = digestOfSources(root);
    writeFileSync(join(root, 'README.md'), 'no source');

    expect(digestOfSources(root)).toBe(before);
  });

  it.each<[string, () => void]>([
    ['another content of the same length', () => writeFileSync(join(root, 'infra', 'app.ts'), 'two')],
    ['a new file', () => writeFileSync(join(root, 'infra', 'stacks', 'api.ts'), '')],
    ['another name', () => renameSync(join(root, 'infra', 'app.ts'), join(root, 'infra', 'other.ts'))],
    ['a file less', () => rmSync(join(root, 'infra', 'app.ts'))],
    ['another version of a package', () => writeFileSync(join(root, 'package-lock.json'), '[]')],
    [
      'text that moves from one file to the next',
      () => {
        writeFileSync(join(root, 'infra', 'app.ts'), 'onetw');
        writeFileSync(join(root, 'infra', 'stacks', 'drops.ts'), 'o');
      },
    ],
  ])('changes with %s', (_, change) => {
    const before = digestOfSources(root);
    change();

    expect(digestOfSources(root)).not.toBe(before);
  });
});

describe('a kept synthesis', () => {
  it('is made once for the same sources, and again for others', async () => {
    const folder = join(root, 'kept');
    let made = 0;
    const make = async () => {
      made += 1;
      return `synthesis ${made}`;
    };

    const texts = [
      await keptText(folder, 'a', make),
      await keptText(folder, 'a', make),
      await keptText(folder, 'b', make),
      await keptText(folder, 'a', make),
    ];

    expect(texts).toEqual(['synthesis 1', 'synthesis 1', 'synthesis 2', 'synthesis 1']);
  });

  it('that failed is not kept', async () => {
    const folder = join(root, 'kept');

    await expect(keptText(folder, 'a', () => Promise.reject(new Error('exit status 1')))).rejects.toThrow('exit');

    expect(await keptText(folder, 'a', async () => 'mended')).toBe('mended');
  });

  it('goes when newer ones came, so that the folder does not grow', async () => {
    const folder = join(root, 'kept');
    for (const digest of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) await keptText(folder, digest, async () => digest);

    expect(readdirSync(folder)).toHaveLength(5);
  });
});
