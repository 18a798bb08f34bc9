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

  it.each([
    [
      'a write',
      'select coalesce(max(cast(sequence_number as integer)), 0) + 1 from _stream_records where table_name = ?1',
    ],
    [
      'a read',
      'select event_name from _stream_records where table_name = ?1 and shard_id = ?2 and cast(sequence_number as integer) > ?3 order by cast(sequence_number as integer) limit ?4',
    ],
  ])('are found by an index at %s, so that a long history slows nothing', (_name, question) => {
    const database = new DatabaseSync(join(directory, 'dynamodb.sqlite'), { readOnly: true });

    const plan = database.prepare(`explain query plan ${question}`).all();
    database.close();

    expect(plan.map(({ detail }) => String(detail)).join('\n')).toContain('pennywhistle_stream_records');
  });
});
