import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { z } from 'zod';
import { registerSourceHooks } from '#infra/local/functions/source-hooks';
import type { Bench, BenchResult } from '#test/bench/bench-result';

const HERE = import.meta.dirname;
const ROOT = join(HERE, '../..');
const OUTPUT = join(ROOT, '.local/bench');
const NOT_BENCHES = new Set([
  'run',
  'bench-result',
  'bench-ledger',
  'play-ingest-worker',
  'bulk-ledger-copy',
  'attribution-month',
  'attribution-postgres',
]);

const documentSchema = z.object({
  results: z.array(
    z.object({
      name: z.string(),
      unit: z.string(),
      value: z.number(),
      goal: z.number().optional(),
      floor: z.number().optional(),
      note: z.string(),
    }),
  ),
});

/** `npm run bench [-- NAME …]`: each benchmark in a process of its own, a table on stdout, JSON under `.local/bench/`. */
function main(names: readonly string[]): void {
  const known = readdirSync(HERE)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -3))
    .filter((name) => !NOT_BENCHES.has(name))
    .sort();
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    console.error(`No benchmark ${unknown.join(', ')}; there are ${known.join(', ')}`);
    process.exitCode = 2;
    return;
  }
  mkdirSync(OUTPUT, { recursive: true });
  for (const name of names.length > 0 ? names : known) {
    const results = runAlone(name);
    if (results === undefined) process.exitCode = 1;
    else print(name, results);
  }
}

/** A fresh process per benchmark: one's garbage and compiled code are no burden to the next. */
function runAlone(name: string): readonly BenchResult[] | undefined {
  const file = join(OUTPUT, `${name}.json`);
  rmSync(file, { force: true });
  const child = spawnSync(process.execPath, [fileURLToPath(import.meta.url), '--one', name, file], {
    stdio: 'inherit',
  });
  if (child.status === 0 && existsSync(file)) {
    const { results } = documentSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    return results.map(({ goal, floor, ...result }) => ({
      ...result,
      ...(goal === undefined ? {} : { goal }),
      ...(floor === undefined ? {} : { floor }),
    }));
  }
  console.error(`Benchmark ${name} failed`);
  return undefined;
}

function print(name: string, results: readonly BenchResult[]): void {
  console.log(`\n${name}`);
  console.table(
    results.map((result) => ({
      name: result.name,
      value: rounded(result.value),
      unit: result.unit,
      goal: result.goal === undefined ? '' : rounded(result.goal),
      floor: result.floor === undefined ? '' : rounded(result.floor),
    })),
  );
  for (const { name: figure, note } of results) console.log(`  ${figure}: ${note}`);
}

function rounded(value: number): string {
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en-US') : value.toPrecision(3);
}

async function runOne(name: string, file: string): Promise<void> {
  // Adapters import their SQL as text.
  registerSourceHooks();
  const bench: Bench = await import(pathToFileURL(join(HERE, `${name}.ts`)).href);
  const results = await bench.run();
  const machine = {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memory_bytes: totalmem(),
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
  };
  writeFileSync(
    file,
    `${JSON.stringify({ name, measured_at: new Date().toISOString(), machine, results }, null, 2)}\n`,
  );
}

const [flag, name, file] = process.argv.slice(2);
if (flag === '--one' && name !== undefined && file !== undefined) await runOne(name, file);
else main(process.argv.slice(2));
