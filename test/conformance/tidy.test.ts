import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { projectRoot, sourceFiles } from '#test/support/source-files';

const LINES_MAX = 250;
/** A table of cases reads as one page however long it is. */
const TEST_LINES_MAX = 360;
const README_LINES_MAX = 25;
/** Names that own nothing in particular (style rule 3). */
const NAMES_OF_NOTHING = new Set(['utils', 'util', 'helpers', 'helper', 'common', 'misc', 'models', 'index']);
const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*(\.(test|d|config))?\.tsx?$/;

const read = (path: string): string => readFileSync(join(projectRoot, path), 'utf8');
const linesOf = (text: string): number => text.trimEnd().split('\n').length;

describe('the tree is tidy', () => {
  const paths = sourceFiles('functions', 'infra', 'test', 'console').map((file) => file.path);

  it('files are kebab-case and named for the one thing they own', () => {
    const untidy = paths.filter((path) => {
      const name = basename(path);
      return !KEBAB.test(name) || NAMES_OF_NOTHING.has(name.replace(/(\.test|\.d)?\.tsx?$/, ''));
    });

    expect(untidy).toEqual([]);
  });

  it(`no file is longer than ${LINES_MAX} lines, a test ${TEST_LINES_MAX}`, () => {
    const isLong = (path: string) => linesOf(read(path)) > (path.startsWith('test/') ? TEST_LINES_MAX : LINES_MAX);

    const long = paths.filter(isLong);

    expect(long).toEqual([]);
  });

  it('nothing is exported by default, re-exported in bulk, cast to any or left to do', () => {
    const declarations = /\.(d|config)\.ts$/;
    const own = /^test\/conformance\/tidy\.test\.ts$/;
    const untidy = paths
      .filter((path) => !declarations.test(path) && !own.test(path))
      .filter((path) => /^export default |^export \* from|\bas any\b|\bTODO\b|\bFIXME\b/m.test(read(path)));

    expect(untidy).toEqual([]);
  });

  it(`each folder of functions/ opens with a README of at most ${README_LINES_MAX} lines`, () => {
    const folders = readdirSync(join(projectRoot, 'functions'), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    const untidy = folders
      .map((folder) => `functions/${folder.name}/README.md`)
      .filter((path) => !existsSync(join(projectRoot, path)) || linesOf(read(path)) > README_LINES_MAX);

    expect(untidy).toEqual([]);
  });
});

describe('the documents keep up', () => {
  it('every dependency has its sentence of reason in docs/dependencies.md', () => {
    const names = z.record(z.string(), z.string()).default({});
    const manifest = z
      .object({ dependencies: names, devDependencies: names, optionalDependencies: names })
      .parse(JSON.parse(read('package.json')));
    const reasons = read('docs/dependencies.md');

    const unnamed = Object.keys({
      ...manifest.dependencies,
      ...manifest.devDependencies,
      ...manifest.optionalDependencies,
    }).filter((name) => !reasons.includes(`\`${name}\``));

    expect(unnamed).toEqual([]);
  });

  it('every architecture decision has context, decision and consequences', () => {
    const folder = join(projectRoot, 'docs', 'adr');
    const decisions = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.md')) : [];
    const untidy = decisions.filter((name) =>
      ['## Context', '## Decision', '## Consequences'].some((heading) => !read(`docs/adr/${name}`).includes(heading)),
    );

    expect(untidy).toEqual([]);
  });

  it('the glossary defines every term once', () => {
    const terms = [...read('docs/glossary.md').matchAll(/^\| ([^|]+?) +\|/gm)].map((match) => match[1] ?? '');
    const defined = terms.filter((term) => term !== 'term' && !/^-+$/.test(term));

    expect(defined.length).toBeGreaterThan(40);
    expect(defined).toEqual([...new Set(defined)]);
  });
});
