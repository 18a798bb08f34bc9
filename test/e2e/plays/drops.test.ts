import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalCloud } from '#infra/local/local-cloud';
import { athenaDesk } from '#test/support/athena-desk';
import { dropsDesk } from '#test/support/drops-desk';
import { startTestCloud } from '#test/support/local-cloud';
import { aPlayRecord, at } from '#test/support/plays/play-builders';
import { ndjson, parquetOf } from '#test/support/plays/play-files';

describe('dropped plays', () => {
  let cloud: LocalCloud;
  let desk: ReturnType<typeof dropsDesk>;
  let lake: ReturnType<typeof athenaDesk>;

  beforeAll(async () => {
    cloud = await startTestCloud({ startAt: '2025-05-02T09:30:00Z' });
    desk = dropsDesk(cloud);
    lake = athenaDesk(cloud);
  });

  afterAll(() => cloud.stop());

  const playsOf = (key: string) =>
    lake.rows(
      `select play_id, arrival_hour, position, ingested_at_ms from plays_landing
       where source like 's3://royalty-drops/${key}#%' order by position`,
    );

  it('land as NDJSON, with the time of the drop as arrival; a malformed line is quarantined, not the file', async () => {
    const lines = [
      aPlayRecord({ play_id: 'a' }),
      'broken',
      '',
      aPlayRecord({ play_id: 'b', country_id: 'XX' }),
      aPlayRecord({ play_id: 'c' }),
    ];

    const drop = await desk.drop('plays/may.ndjson', ndjson(lines));

    expect(drop).toMatchObject({
      kind: 'plays',
      status: 'completed',
      counts: { accepted: 2, quarantined: 2, quarantined_not_json: 1, quarantined_country_id_unknown: 1, warnings: 2 },
    });
    const arrived = String(at(drop?.dropped_at ?? ''));
    expect(await playsOf('plays/may.ndjson')).toEqual([
      ['a', '2025-05-02T09', '000000000001', arrived],
      ['c', '2025-05-02T09', '000000000005', arrived],
    ]);
    expect(
      await lake.rows(
        `select position, reason, raw from plays_quarantined where source like '%/may.ndjson#%' order by 1`,
      ),
    ).toMatchObject([
      ['000000000002', 'not_json', 'broken'],
      ['000000000004', 'country_id_unknown', expect.stringContaining('"b"')],
    ]);
  });

  it('dropped again change nothing: the same key and content is the same arrival (R6)', async () => {
    const file = ndjson([aPlayRecord({ play_id: 'once' })]);
    const first = await desk.drop('plays/again.ndjson', file);
    await cloud.advanceClock('2025-05-02T10:30:00Z');

    const second = await desk.drop('plays/again.ndjson', file);

    expect(first).toMatchObject({ status: 'completed', counts: { accepted: 1, created: 1 } });
    expect(second).toMatchObject({
      status: 'duplicate',
      duplicate_of: first?.drop_id,
      counts: { created: 0, unchanged: 1 },
    });
    expect(await playsOf('plays/again.ndjson')).toHaveLength(1);
  });

  it('land from gzip and from Parquet as from text', async () => {
    const records = [
      aPlayRecord({ play_id: 'x', device_id: 'd' }),
      aPlayRecord({ play_id: 'y', duration_played_s: -3 }),
    ];

    const gzip = await desk.drop('plays/packed.ndjson.gz', gzipSync(ndjson(records)));
    const parquet = await desk.drop('plays/columns.parquet', await parquetOf(records));

    for (const drop of [gzip, parquet])
      expect(drop).toMatchObject({
        status: 'completed',
        counts: { accepted: 1, quarantined: 1, quarantined_duration_played_s_negative: 1 },
      });
    const content = await lake.rows(
      `select distinct play_id, user_id, played_at_ms, duration_played_s, device_id, content_hash
       from plays_landing where play_id = 'x'`,
    );
    expect(content).toHaveLength(1);
  });

  it('of an archive arrive when they say they did, each filed by its own hour (R3)', async () => {
    const records = ['2025-04-30T13:59:59.999Z', '2025-04-30T14:00:00Z'].map((instant, index) =>
      aPlayRecord({ play_id: `arch-${index}`, ingested_at_ms: at(instant) }),
    );

    const drop = await desk.drop(
      'plays-archive/april.ndjson',
      ndjson([...records, aPlayRecord({ play_id: 'no-arrival' })]),
    );

    expect(drop).toMatchObject({
      kind: 'plays-archive',
      counts: { accepted: 2, quarantined_ingested_at_ms_missing: 1 },
    });
    expect(await playsOf('plays-archive/april.ndjson')).toMatchObject([
      ['arch-0', '2025-04-30T13', '000000000001', String(at('2025-04-30T13:59:59.999Z'))],
      ['arch-1', '2025-04-30T14', '000000000002', String(at('2025-04-30T14:00:00Z'))],
    ]);
  });

  it.each<[string, string, () => Buffer | string | Promise<Buffer>]>([
    ['empty_file', 'plays/empty.ndjson', () => ''],
    ['empty_file', 'plays/blank.ndjson', () => '\n \r\n'],
    ['truncated_gzip', 'plays/cut.ndjson.gz', () => gzipSync(ndjson(manyPlays())).subarray(0, -20)],
    ['broken_gzip', 'plays/damaged.ndjson.gz', () => damaged(gzipSync(ndjson(manyPlays())))],
    ['not_gzip', 'plays/plain.ndjson.gz', () => ndjson([aPlayRecord()])],
    ['not_parquet', 'plays/plain.parquet', () => ndjson([aPlayRecord()])],
    ['broken_parquet', 'plays/cut.parquet', async () => (await parquetOf([aPlayRecord()])).subarray(0, -20)],
    ['missing_columns', 'plays/other.parquet', () => parquetOf([{ play_id: 'p', song: 's' }])],
    ['unknown_format', 'plays/book.zip', () => Buffer.from('PK\u0003\u0004rest')],
    ['missing_columns', 'plays-archive/no-arrival.parquet', () => parquetOf([aPlayRecord()])],
  ])('with the fault %s are refused whole: %s', async (fault, key, file) => {
    const drop = await desk.drop(key, await file());

    expect(drop).toMatchObject({ status: 'failed', errors: [{ code: fault, message: expect.stringContaining(key) }] });
    expect(JSON.stringify(drop), 'a path of the machine').not.toContain('/dropped.');
    expect(await playsOf(key)).toEqual([]);
  });
});

function manyPlays() {
  return Array.from({ length: 5000 }, (_, index) =>
    aPlayRecord({ play_id: `cut-${index}-${(index * 7919) % 104_729}` }),
  );
}

/** The file with some bytes in its middle turned over. */
function damaged(file: Buffer): Buffer {
  const bytes = Buffer.from(file);
  for (let place = bytes.length >> 1; place < (bytes.length >> 1) + 64; place += 1) bytes[place] = ~(bytes[place] ?? 0);
  return bytes;
}
