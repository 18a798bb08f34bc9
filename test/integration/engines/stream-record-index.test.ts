import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DynamoDbProcess, startDynamoDb } from '#infra/local/engines/dynamodb-process';

describe('the stream records of the local engine', () => {
  const directory = mkdtempSync(join(tmpdir(), 'pennywhistle-stream-'));
  let engine: DynamoDbProcess;

  beforeAll(async () => {
    engine = await startDynamoDb(directory);
  });

  afterAll(async () => {
    await engine.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  // In the engine's own words: SQLite takes an index for an order only when its CAST is spelt alike.
  it.each([
    [
      'a write',
      'SELECT COALESCE(MAX(CAST(sequence_number AS INTEGER)), 0) + 1 FROM _stream_records WHERE table_name = ?1',
      'USING COVERING INDEX pennywhistle_stream_order (table_name=?)',
    ],
    [
      'a read',
      'SELECT event_name FROM _stream_records WHERE table_name = ?1 AND shard_id = ?2 AND CAST(sequence_number AS INTEGER) > ?3 ORDER BY CAST(sequence_number AS INTEGER) ASC LIMIT ?4',
      'USING INDEX pennywhistle_stream_order (table_name=? AND <expr>>?)',
    ],
  ])('are found by an index at %s, so that a long history slows nothing', (_name, question, steps) => {
    const database = new DatabaseSync(join(directory, 'dynamodb.sqlite'), { readOnly: true });

    const plan = database.prepare(`explain query plan ${question}`).all();
    database.close();

    // No second step: a sort, or a scan for the greatest, would read every record.
    expect(plan.map(({ detail }) => detail)).toEqual([`SEARCH _stream_records ${steps}`]);
  });
});
