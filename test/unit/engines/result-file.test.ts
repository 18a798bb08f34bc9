import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeResult } from '#infra/local/engines/athena/result-file';

interface Chunk {
  readonly rowCount: number;
  getRows(): readonly (readonly string[])[];
}

/** A connection whose query answers these chunks, one after another, and then what `last` answers. */
function aQuery(chunks: readonly (readonly string[])[], last: () => Promise<Chunk | null>): DuckDBConnection {
  const left = chunks.map(
    (values): Chunk => ({ rowCount: values.length, getRows: () => values.map((value) => [value]) }),
  );
  return {
    stream: async () => ({
      columnNames: () => ['word'],
      columnType: () => 'VARCHAR',
      fetchChunk: async () => left.shift() ?? last(),
    }),
  } as never;
}

describe('the result of a query as a file', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pennywhistle-result-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('has a header and every row of every chunk', async () => {
    const file = join(folder, 'result.csv');

    await writeResult(
      aQuery([['a', 'b'], ['say "c"']], async () => null),
      'select word from words',
      file,
    );

    expect(readFileSync(file, 'utf8')).toBe('"word"\n"a"\n"b"\n"say ""c"""\n');
  });

  it('is done with once it fails: a query that is cancelled in the middle may lose its folder at once', async () => {
    const cancelled = () => Promise.reject(new Error('INTERRUPT Error: Interrupted!'));

    // Nothing may be opened here any more: an error that comes later has nobody who hears it, and ends the process.
    const file = join(folder, 'gone', 'result.csv');
    await expect(writeResult(aQuery([], cancelled), 'select word from words', file)).rejects.toThrow();
    await new Promise((resolve) => setImmediate(resolve));

    expect(existsSync(file)).toBe(false);
  });
});
