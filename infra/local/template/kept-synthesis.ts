import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What templates are made from; a change of any of it, even one that leaves them alone, makes them anew. */
const SOURCES = ['cdk.json', 'functions', 'infra', 'package-lock.json', 'package.json', 'statemachines'];
/** Of a person who goes back and forth between branches. */
const KEPT_MAX = 5;

/** A digest of the names and the contents of everything that a synthesis may read under `root`. */
export function digestOfSources(root: string): string {
  const digest = createHash('sha256');
  for (const path of SOURCES.flatMap((source) => filesUnder(root, source))) {
    const content = readFileSync(join(root, path));
    digest.update(`${path}\0${content.length}\0`).update(content);
  }
  return digest.digest('hex');
}

const atStart = new Map<string, string>();

/** The same as when this process first asked, for it runs what it loaded of them then; reading them takes 35 ms. */
export function digestAtStart(root: string): string {
  const digest = atStart.get(root) ?? digestOfSources(root);
  atStart.set(root, digest);
  return digest;
}

/** The text kept under `digest` in `folder`, else what `make` makes, which is then kept; the oldest others are removed. */
export async function keptText(folder: string, digest: string, make: () => Promise<string>): Promise<string> {
  const file = join(folder, `${digest}.json`);
  const kept = read(file);
  if (kept !== undefined) return kept;
  const made = await make();
  mkdirSync(folder, { recursive: true });
  // Renamed into place, so that whoever reads beside this sees all of it or nothing.
  const draft = join(folder, `${randomUUID()}.draft`);
  writeFileSync(draft, made);
  renameSync(draft, file);
  removeOldest(folder);
  return made;
}

function filesUnder(root: string, path: string): readonly string[] {
  const stat = statSync(join(root, path), { throwIfNoEntry: false });
  if (stat === undefined) return [];
  if (!stat.isDirectory()) return [path];
  return readdirSync(join(root, path))
    .toSorted()
    .flatMap((name) => filesUnder(root, `${path}/${name}`));
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function removeOldest(folder: string): void {
  const newestFirst = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => ({ name, atMs: statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .toSorted((left, right) => right.atMs - left.atMs);
  for (const { name } of newestFirst.slice(KEPT_MAX)) rmSync(join(folder, name), { force: true });
}
