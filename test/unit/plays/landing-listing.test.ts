import { type ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { createCompactionLake } from '#plays/adapters/s3-compaction-lake';
import { arrivalHourOf, landingKey } from '#plays/landing';

const HOUR_MILLISECONDS = 3_600_000;
const START_MS = Date.UTC(2025, 3, 28);

describe('what landed', () => {
  it('in a month of hours is listed by its days, each hour with its objects', async () => {
    const hours = Array.from({ length: 30 * 24 }, (_, index) => arrivalHourOf(START_MS + index * HOUR_MILLISECONDS));
    const keys = hours.flatMap((hour) => [keyIn(hour, '1'), keyIn(hour, '2')]);
    const { lake, requests } = lakeOf([...keys, 'plays_landing/arrival_hour=unknown/x.parquet']);
    const days = await lake.landingDays();
    const listed = await Promise.all(days.map((day) => lake.landed(day)));

    expect(days).toHaveLength(30);
    expect(listed.flatMap((day) => [...day.keys()])).toEqual(hours);
    expect(listed.flatMap((day) => [...day.values()].flat())).toEqual(keys.map((key) => ({ key, etag: `"${key}"` })));
    expect(requests()).toBe(1 + 30);
  });
});

const keyIn = (hour: string, first: string) =>
  landingKey('plays_landing', hour, { kind: 'stream', name: 'shard', first, last: first });

/** A lake over a bucket that holds `keys` and answers listings only. */
function lakeOf(keys: readonly string[]) {
  let requests = 0;
  const s3 = new S3Client({ region: 'us-east-1' });
  s3.send = async ({ input }: ListObjectsV2Command) => {
    requests += 1;
    const { Prefix = '', Delimiter } = input;
    const found = keys.filter((key) => key.startsWith(Prefix));
    if (Delimiter === undefined) return { Contents: found.map((key) => ({ Key: key, ETag: `"${key}"` })) };
    const folders = new Set(found.map((key) => key.slice(0, key.indexOf(Delimiter, Prefix.length) + 1)));
    return { CommonPrefixes: [...folders].map((folder) => ({ Prefix: folder })) };
  };
  const openDatabase = () => Promise.reject(new Error('a listing opens no database'));
  return { lake: createCompactionLake({ s3, lakeBucket: 'royalty-lake', openDatabase }), requests: () => requests };
}
