import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startDynamoDb } from '#infra/local/engines/dynamodb-process';
import { CACHE_PAGES } from '#infra/local/engines/engine-page-cache';

/** Where SQLite's file format keeps the suggested size of the page cache. */
const CACHE_SIZE_AT = 48;

it('the engine’s file asks for a page cache that holds a ledger of thousands of accounts, at every start', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'pennywhistle-cache-'));
  const sizes: number[] = [];

  for (const _start of ['first', 'second']) {
    const engine = await startDynamoDb(directory);
    await engine.stop();
    sizes.push(readFileSync(join(directory, 'dynamodb.sqlite')).readInt32BE(CACHE_SIZE_AT));
  }

  expect(sizes).toEqual([CACHE_PAGES, CACHE_PAGES]);
  rmSync(directory, { recursive: true, force: true });
});
