import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';

export const projectRoot = join(import.meta.dirname, '..', '..');

export interface SourceFile {
  /** Path from the project root with forward slashes. */
  readonly path: string;
  /** Module specifiers, relative ones and `#aliases` resolved to project paths; packages as written. */
  readonly imports: readonly string[];
}

const SPECIFIER = /(?:^|[\s;}])(?:import|export)\b[^'"();]*?from\s*['"]([^'"]+)['"]|import\s*\(?\s*['"]([^'"]+)['"]/g;

/** Every TypeScript file of ours under the given top-level folders. */
export function sourceFiles(...folders: readonly string[]): SourceFile[] {
  return folders.flatMap((folder) => {
    const found = readdirSync(join(projectRoot, folder), { recursive: true, withFileTypes: true });
    return found
      .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.parentPath.includes('node_modules'))
      .map((entry) => readSource(relative(projectRoot, join(entry.parentPath, entry.name)).split(sep).join('/')));
  });
}

function readSource(path: string): SourceFile {
  const text = readFileSync(join(projectRoot, path), 'utf8');
  const specifiers = [...text.matchAll(SPECIFIER)].map((match) => match[1] ?? match[2] ?? '');
  return { path, imports: specifiers.map((specifier) => resolveSpecifier(path, specifier)) };
}

function resolveSpecifier(from: string, specifier: string): string {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(from), specifier);
  if (!specifier.startsWith('#')) return specifier;
  const path = specifier.slice(1);
  if (path.startsWith('console/')) return path.replace('console/', 'console/src/');
  return /^(infra|test)\//.test(path) ? path : `functions/${path}`;
}
