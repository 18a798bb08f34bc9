import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CATALOG_SNAPSHOTS } from '#catalog/snapshot-family';
import type { LocalCloud } from '#infra/local/local-cloud';
import type { SnapshotImport, SnapshotStore } from '#kernel/snapshot';
import { createLakeSnapshotStore, type SnapshotFamily } from '#platform/clients/lake-snapshots';
import { BRIDGE_SNAPSHOTS, WEIGHT_SNAPSHOTS } from '#rights/snapshot-families';
import { anInstant } from '#test/support/instants';
import { clientOptions, startTestCloud } from '#test/support/local-cloud';
import { memorySnapshots } from '#test/support/snapshot-memory';

let cloud: LocalCloud;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'snapshots-'));
  cloud = await startTestCloud();
});

afterAll(async () => {
  await cloud.stop();
  await rm(directory, { recursive: true, force: true });
});

function onTheCloud(family: SnapshotFamily): SnapshotStore {
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

function anImport(dropId: string, version: number): SnapshotImport {
  const warnings = [{ code: 'upc_check_digit', message: 'Wrong.', line: 2 }];
  return { dropId, version, counts: { created: 1, updated: 0, unchanged: 0, stale: 0 }, warnings, warningCount: 1 };
}

describe.each<[string, () => SnapshotStore]>([
  ['in memory', () => memorySnapshots(CATALOG_SNAPSHOTS).store],
  ['of the catalogue on S3 and DynamoDB', () => onTheCloud(CATALOG_SNAPSHOTS)],
  ['of the bridge on S3 and DynamoDB', () => onTheCloud(BRIDGE_SNAPSHOTS)],
  ['of the weights on S3 and DynamoDB', () => onTheCloud(WEIGHT_SNAPSHOTS)],
])('snapshots %s', (_, open) => {
  it('move from version to version, and only from the one in force', async () => {
    const store = open();
    const createdAt = anInstant('2025-05-01');
    const [before, noImport] = [await store.current(), await store.findImport('d_1')];

    const one = await store.storeSnapshot({ path: await aFile('one'), fromVersion: 1 });
    const first = { ...one, rows: 1, dropId: 'd_1', createdAt };
    const recorded = await store.record({ from: 0, next: first, imported: anImport('d_1', 1) });
    const two = await store.storeSnapshot({ path: await aFile('two'), fromVersion: 1 });
    const second = { ...two, rows: 2, dropId: 'd_2', createdAt };
    const late = await store.record({ from: 0, next: second, imported: anImport('d_2', 2) });
    const unchanged = await store.record({ from: 1, imported: anImport('d_3', 1) });
    const lateUnchanged = await store.record({ from: 0, imported: anImport('d_4', 0) });
    const twice = await store.record({ from: 1, next: second, imported: anImport('d_1', 2) });

    expect([before, noImport]).toEqual([undefined, undefined]);
    expect([recorded, late, unchanged, lateUnchanged, twice]).toEqual([
      'recorded',
      'lost-race',
      'recorded',
      'lost-race',
      'lost-race',
    ]);
    expect([one.version, two.version]).toEqual([1, 2]);
    expect(await store.current()).toEqual(first);
    expect([await store.find(1), await store.find(2)]).toEqual([first, undefined]);
    expect(await store.findImport('d_1')).toEqual(anImport('d_1', 1));
    expect(await store.findImport('d_2')).toBeUndefined();
  });

  it('are stored again under their own number, and other bytes under the next free one', async () => {
    const store = open();
    const first = await store.storeSnapshot({ path: await aFile('same'), fromVersion: 50 });

    const again = await store.storeSnapshot({ path: await aFile('same'), fromVersion: 50 });
    const other = await store.storeSnapshot({ path: await aFile('other'), fromVersion: 50 });

    expect([first.version, again, other.version]).toEqual([50, first, 51]);
  });

  it('give back the bytes that were stored', async () => {
    const store = open();
    const stored = await store.storeSnapshot({ path: await aFile('bytes'), fromVersion: 70 });
    const path = join(directory, 'downloaded');

    await store.download({ ...stored, rows: 1, dropId: 'd_1', createdAt: anInstant('2025-05-01') }, path);

    expect(await readFile(path, 'utf8')).toBe('bytes');
  });
});

it('a snapshot whose bytes are not those of its version is a fault, not a catalogue or a bridge', async () => {
  const store = onTheCloud(CATALOG_SNAPSHOTS);
  const stored = await store.storeSnapshot({ path: await aFile('whole'), fromVersion: 90 });
  const s3 = new S3Client(clientOptions(cloud));
  await s3.send(new PutObjectCommand({ Bucket: 'royalty-lake', Key: stored.key, Body: 'tampered' }));

  const version = { ...stored, rows: 1, dropId: 'd_1', createdAt: anInstant('2025-05-01') };

  await expect(store.download(version, join(directory, 'tampered'))).rejects.toThrow('SHA-256');
});
