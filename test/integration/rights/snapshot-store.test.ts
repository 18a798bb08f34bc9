import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalCloud } from '#infra/local/local-cloud';
import { BRIDGE_SNAPSHOTS, createLakeSnapshotStore, WEIGHT_SNAPSHOTS } from '#rights/adapters/lake-snapshot-store';
import type { PortionImport, SnapshotStore } from '#rights/workbench';
import { anInstant } from '#test/support/instants';
import { clientOptions, startTestCloud } from '#test/support/local-cloud';
import { memorySnapshots } from '#test/support/rights-memory';

let cloud: LocalCloud;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'snapshot-store-'));
  cloud = await startTestCloud();
});

afterAll(async () => {
  await cloud.stop();
  await rm(directory, { recursive: true, force: true });
});

function onTheCloud(family = BRIDGE_SNAPSHOTS): SnapshotStore {
  return createLakeSnapshotStore({
    dynamodb: new DynamoDBClient(clientOptions(cloud)),
    s3: new S3Client(clientOptions(cloud)),
    controlTable: 'royalty-control',
    lakeBucket: 'royalty-lake',
    family,
  });
}

async function aFile(text: string): Promise<string> {
  const path = join(directory, `${text}.parquet`);
  await writeFile(path, text);
  return path;
}

function anImport(dropId: string, version: number): PortionImport {
  const warnings = [{ code: 'gap', message: 'Track T1, artist: nothing covers this time.' }];
  return { dropId, version, counts: { created: 1, updated: 0, unchanged: 0, stale: 0 }, warnings, warningCount: 1 };
}

describe.each<[string, () => SnapshotStore]>([
  ['in memory', () => memorySnapshots().store],
  ['of the bridge on S3 and DynamoDB', onTheCloud],
  ['of the weights on S3 and DynamoDB', () => onTheCloud(WEIGHT_SNAPSHOTS)],
])('snapshots %s', (_, open) => {
  it('move from version to version, and only from the one in force', async () => {
    const store = open();
    const createdAt = anInstant('2025-05-01');
    const [before, noImport] = [await store.current(), await store.findImport('d_1')];

    const one = await store.storeSnapshot({ path: await aFile('one'), fromVersion: 1 });
    const first = { ...one, rows: 1, dropId: 'd_1', createdAt };
    const recorded = await store.record({ from: 0, next: first, portionImport: anImport('d_1', 1) });
    const two = await store.storeSnapshot({ path: await aFile('two'), fromVersion: 1 });
    const second = { ...two, rows: 2, dropId: 'd_2', createdAt };
    const late = await store.record({ from: 0, next: second, portionImport: anImport('d_2', 2) });
    const unchanged = await store.record({ from: 1, portionImport: anImport('d_3', 1) });
    const twice = await store.record({ from: 1, next: second, portionImport: anImport('d_1', 2) });

    expect([before, noImport]).toEqual([undefined, undefined]);
    expect([recorded, late, unchanged, twice]).toEqual(['recorded', 'lost-race', 'recorded', 'lost-race']);
    expect([one.version, two.version]).toEqual([1, 2]);
    expect(await store.current()).toEqual(first);
    expect([await store.find(1), await store.find(2)]).toEqual([first, undefined]);
    expect(await store.findImport('d_1')).toEqual(anImport('d_1', 1));
    expect(await store.findImport('d_2')).toBeUndefined();
  });

  it('stored again keep their own number and bytes', async () => {
    const store = open();
    const first = await store.storeSnapshot({ path: await aFile('same'), fromVersion: 50 });

    const again = await store.storeSnapshot({ path: await aFile('same'), fromVersion: 50 });
    const other = await store.storeSnapshot({ path: await aFile('other'), fromVersion: 50 });
    const path = join(directory, 'downloaded');
    await store.download({ ...first, rows: 1, dropId: 'd_1', createdAt: anInstant('2025-05-01') }, path);

    expect([first.version, again, other.version]).toEqual([50, first, 51]);
    expect(await readFile(path, 'utf8')).toBe('same');
  });
});

it('a snapshot whose bytes are not those of its version is a fault, not a bridge', async () => {
  const store = onTheCloud();
  const stored = await store.storeSnapshot({ path: await aFile('whole'), fromVersion: 90 });
  const s3 = new S3Client(clientOptions(cloud));
  await s3.send(new PutObjectCommand({ Bucket: 'royalty-lake', Key: stored.key, Body: 'tampered' }));

  const version = { ...stored, rows: 1, dropId: 'd_1', createdAt: anInstant('2025-05-01') };

  await expect(store.download(version, join(directory, 'tampered'))).rejects.toThrow('SHA-256');
});
