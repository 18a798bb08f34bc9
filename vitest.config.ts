import { globSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { SummaryReporter } from './test/support/summary-reporter.ts';

/** SQL files are imported as text, as Node (load hook) and esbuild (`type: 'text'`) do. */
const sqlAsText = {
  name: 'sql-as-text',
  enforce: 'pre' as const,
  load(id: string): string | undefined {
    const file = id.split('?')[0] ?? id;
    return file.endsWith('.sql') ? `export default ${JSON.stringify(readFileSync(file, 'utf8'))}` : undefined;
  },
};

/** Lanes that need a program of their own: `npm run test:NAME` asks for one by LANE=NAME, `npm test` for none. */
const LANES: Readonly<Record<string, string>> = {
  /** A JDK and about 1 GB of Trino. */
  trino: 'test/conformance/trino/**/*.test.ts',
  /** hledger and bean-check. */
  books: 'test/conformance/books/**/*.test.ts',
  /** Minutes: a local cloud lives through whole months. */
  cloud: 'test/simulation/cloud/**/*.test.ts',
  /** Chromium. */
  browser: 'test/e2e/browser/**/*.test.ts',
};
const lane = process.env['LANE'] ?? '';

const kinds = ['unit', 'property', 'integration', 'conformance', 'simulation', 'infra', 'e2e'] as const;

/** Files that set what is their whole process's, or measure it: each has a process of its own, under the kind `alone`. */
const ALONE = globSync('test/{integration,e2e}/**/*.test.ts').filter((file) =>
  /stubEnv|useFakeTimers|memoryUsage/.test(readFileSync(file, 'utf8')),
);

/** How long a test may hang before it is ended; never how fast it must be, for the machine may be busy. */
const HANGING_MILLISECONDS = 300_000;

export default defineConfig({
  cacheDir: '.local/vitest',
  test: {
    reporters: ['default', new SummaryReporter()],
    silent: 'passed-only',
    // One more than there are cores: a file that waits for a poll, a child or a disk leaves its core to another's.
    maxWorkers: Math.max(3, Math.min(4, availableParallelism() + 1)),
    projects: [
      ...[...kinds, 'alone'].map((kind) => ({
        plugins: [sqlAsText],
        test: {
          name: kind,
          include: kind === 'alone' ? ALONE : [`test/${kind}/**/*.test.ts`],
          exclude: kind === 'alone' ? [] : [...Object.values(LANES), ...ALONE],
          // The others leave nothing behind in their process: they share it, and load what they import once.
          isolate: kind === 'alone',
          expect: { poll: { timeout: HANGING_MILLISECONDS / 10 } },
          testTimeout: HANGING_MILLISECONDS,
          hookTimeout: HANGING_MILLISECONDS,
        },
      })),
      ...Object.entries(LANES)
        .filter(([name]) => name === lane)
        .map(([name, include]) => ({
          plugins: [sqlAsText],
          test: { name, include: [include], testTimeout: HANGING_MILLISECONDS, hookTimeout: HANGING_MILLISECONDS },
        })),
    ],
  },
});
