import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWorkDatabase, type WorkDatabase } from '#platform/clients/duckdb';
import { createPlayLanding } from '#plays/adapters/duckdb-play-landing';
import type { StreamRecord } from '#plays/intake-ports';
import { landRecords } from '#plays/steps/land-records';
import { memoryS3 } from '#test/support/memory-s3';
import { memoryDrains, memoryLanding } from '#test/support/plays/intake-memory';
import { aPlayRecord, at } from '#test/support/plays/play-builders';

const records: readonly StreamRecord[] = Array.from({ length: 5000 }, (_, index) => ({
  shardId: 'shardId-000000000001',
  sequenceNumber: String(1000 + index),
  // The hour turns in the middle of the batch.
  arrivedAtMs: at('2025-04-30T12:59:59.000Z') + (index < 2500 ? 0 : 1000),
  data: Buffer.from(index % 10 === 0 ? `broken ${index}` : JSON.stringify(aPlayRecord({ play_id: `p${index}` }))),
}));

describe('landing on DuckDB and S3', () => {
  let database: WorkDatabase;
  let failures = 0;
  let s3: ReturnType<typeof memoryS3>;
  beforeEach(async () => {
    failures = 0;
    s3 = memoryS3((write) => {
      failures -= 1;
      if (failures === 0) throw new Error('no lake');
      write();
    });
    database = await openWorkDatabase(await mkdtemp(join(tmpdir(), 'landing-')), 256);
  });
  afterEach(() => database.close());

  const landing = () =>
    createPlayLanding({ s3: s3.client, lakeBucket: 'royalty-lake', openDatabase: async () => database });

  /** What Athena would find in the objects of a table. */
  async function rowsOf(table: string, select: string): Promise<unknown> {
    const folder = await mkdtemp(join(tmpdir(), 'landed-'));
    const instance = await DuckDBInstance.create(':memory:');
    try {
      const objects = [...s3.objects].filter(([key]) => key.includes(`/${table}/`));
      for (const [index, [, bytes]] of objects.entries()) await writeFile(join(folder, `${index}.parquet`), bytes);
      const connection = await instance.connect();
      const rows = await connection.runAndReadAll(`select ${select} from read_parquet('${folder}/*.parquet')`);
      connection.closeSync();
      return rows.getRowsJson();
    } finally {
      instance.closeSync();
      await rm(folder, { recursive: true, force: true });
    }
  }

  it('writes one object for each hour and table, named by shard and sequence range, whose rows say where they are', async () => {
    await landRecords(records, { landing: landing(), drains: memoryDrains() });

    expect([...s3.objects.keys()].toSorted()).toEqual([
      'royalty-lake/plays_landing/arrival_hour=2025-04-30T12/stream-shardId-000000000001-1000-3499.parquet',
      'royalty-lake/plays_landing/arrival_hour=2025-04-30T13/stream-shardId-000000000001-3500-5999.parquet',
      'royalty-lake/plays_quarantined/arrival_hour=2025-04-30T12/stream-shardId-000000000001-1000-3499.parquet',
      'royalty-lake/plays_quarantined/arrival_hour=2025-04-30T13/stream-shardId-000000000001-3500-5999.parquet',
    ]);
    expect(
      await rowsOf(
        'plays_landing',
        'count(*), count(distinct play_id), count(distinct position), min(source), count(distinct landing_object), bool_and(royalty_eligible)',
      ),
    ).toEqual([['4500', '4500', '4500', 'shardId-000000000001', '2', true]]);
    expect(await rowsOf('plays_quarantined', 'count(*), min(reason), min(raw), count(played_at_ms)')).toEqual([
      ['500', 'not_json', 'broken 0', '0'],
    ]);
  });

  it('a batch delivered again overwrites itself, byte by byte', async () => {
    const ports = { landing: landing(), drains: memoryDrains() };
    await landRecords(records, ports);
    const before = new Map(s3.objects);

    await landRecords(records, ports);

    expect(s3.objects).toEqual(before);
  });

  it('answers from where on it failed; what landed before stands, and the rest lands when it comes again', async () => {
    const ports = { landing: landing(), drains: memoryDrains() };
    failures = 3;

    const first = await landRecords(records, ports);
    const again = await landRecords(records.slice(2500), ports);

    expect(first).toMatchObject({ plays: 2250, quarantined: 250, failed: { sequenceNumber: '3500' } });
    expect(again).toMatchObject({ plays: 2250, quarantined: 250 });
    expect(again.failed).toBeUndefined();
    expect(await rowsOf('plays_landing', 'count(*), count(distinct position)')).toEqual([['4500', '4500']]);
  });

  it('serves several batches at once, and holds the same objects as the landing in memory', async () => {
    const memory = memoryLanding();
    const shared = landing();
    const parts = [0, 1, 2, 3].map((part) => records.slice(part * 1250, (part + 1) * 1250));

    for (const part of parts) await landRecords(part, { landing: memory.landing, drains: memoryDrains() });
    await Promise.all(parts.map((part) => landRecords(part, { landing: shared, drains: memoryDrains() })));

    expect([...s3.objects.keys()].toSorted()).toEqual(
      [...memory.objects.keys()].map((key) => `royalty-lake/${key}`).toSorted(),
    );
    expect(await rowsOf('plays_landing', 'count(distinct position)')).toEqual([['4500']]);
  });
});
