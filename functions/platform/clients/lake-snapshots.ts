import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  type DynamoDBClient,
  GetItemCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import { assertThat } from '#kernel/errors';
import type { SnapshotImport, SnapshotStore, SnapshotVersion, StoredSnapshot } from '#kernel/snapshot';
import type { Instant } from '#kernel/time/clock';
import { isLostRace } from '#platform/clients/lost-race';
import { putVersionOnce, sha256OfFile } from '#platform/clients/s3-put-once';

export interface LakeSnapshotStoreOptions {
  readonly dynamodb: DynamoDBClient;
  readonly s3: S3Client;
  readonly controlTable: string;
  readonly lakeBucket: string;
  readonly family: SnapshotFamily;
}

/** One line of versions: its name in keys of the control table, and where its files stand in the lake. */
export interface SnapshotFamily {
  readonly prefix: string;
  readonly folder: string;
  readonly file: string;
}

/**
 * A family's snapshots in the lake with their pointer in the control table: `<prefix>#CURRENT/HEAD` in force,
 * `<prefix>#CURRENT/V#<n>` every version that ever was, `<prefix>#DROP#<drop_id>/HEAD` what each import did.
 */
export function createLakeSnapshotStore(options: LakeSnapshotStoreOptions): SnapshotStore {
  return {
    current: () => findVersion(options, 'HEAD'),
    find: (version) => findVersion(options, versionKey(version)),
    download: (version, toPath) => download(options, version, toPath),
    findImport: (dropId) => findImport(options, dropId),
    storeSnapshot: (snapshot) => storeSnapshot(options, snapshot),
    record: (record) => recordImport(options, record),
  };
}

const versionItem = z.object({
  version: z.number().int().positive(),
  key: z.string(),
  rows: z.number().int().nonnegative(),
  sha256: z.string(),
  drop_id: z.string(),
  created_at: z.string().transform((text) => text as Instant),
});

const issueItem = z.object({
  code: z.string(),
  message: z.string(),
  line: z.number().exactOptional(),
  column: z.string().exactOptional(),
  value: z.string().exactOptional(),
});

const importItem = z.object({
  drop_id: z.string(),
  version: z.number(),
  counts: z.object({ created: z.number(), updated: z.number(), unchanged: z.number(), stale: z.number() }),
  warnings: z.array(issueItem),
  warning_count: z.number(),
});

async function getItem({ dynamodb, controlTable }: LakeSnapshotStoreOptions, key: { pk: string; sk: string }) {
  const { Item } = await dynamodb.send(
    new GetItemCommand({ TableName: controlTable, Key: marshall(key), ConsistentRead: true }),
  );
  return Item === undefined ? undefined : unmarshall(Item);
}

async function findVersion(options: LakeSnapshotStoreOptions, sk: string): Promise<SnapshotVersion | undefined> {
  const item = await getItem(options, { pk: `${options.family.prefix}#CURRENT`, sk });
  if (item === undefined) return undefined;
  const { drop_id, created_at, ...version } = versionItem.parse(item);
  return { ...version, dropId: drop_id, createdAt: created_at };
}

async function findImport(options: LakeSnapshotStoreOptions, dropId: string): Promise<SnapshotImport | undefined> {
  const item = await getItem(options, importKey(options.family, dropId));
  if (item === undefined) return undefined;
  const { drop_id, version, counts, warnings, warning_count } = importItem.parse(item);
  return { dropId: drop_id, version, counts, warnings, warningCount: warning_count };
}

async function download(
  { s3, lakeBucket }: LakeSnapshotStoreOptions,
  { key, sha256 }: SnapshotVersion,
  toPath: string,
): Promise<void> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: lakeBucket, Key: key }));
  assertThat(Body instanceof Readable, `${key} has no body`);
  await pipeline(Body, createWriteStream(toPath));
  const found = await sha256OfFile(toPath);
  assertThat(found === sha256, `${key} has SHA-256 ${found}; its pointer says ${sha256}`);
}

function storeSnapshot(
  options: LakeSnapshotStoreOptions,
  { path, fromVersion }: { readonly path: string; readonly fromVersion: number },
): Promise<StoredSnapshot> {
  const { s3, lakeBucket, family } = options;
  const keyOf = (version: number) => `${family.folder}/version=${version}/${family.file}`;
  return putVersionOnce(s3, { bucket: lakeBucket, keyOf }, { path, fromVersion });
}

async function recordImport(
  { dynamodb, controlTable, family }: LakeSnapshotStoreOptions,
  { from, next, imported }: Parameters<SnapshotStore['record']>[0],
): Promise<'recorded' | 'lost-race'> {
  const { dropId, warningCount, ...rest } = imported;
  const importRecord = { ...importKey(family, dropId), drop_id: dropId, warning_count: warningCount, ...rest };
  const stillInForce = {
    TableName: controlTable,
    ConditionExpression: from === 0 ? 'attribute_not_exists(pk)' : '#version = :from',
    ...(from > 0 && {
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: marshall({ ':from': from }),
    }),
  };
  const putNew = (item: Record<string, unknown>): TransactWriteItem => ({
    Put: {
      TableName: controlTable,
      Item: marshall(item, { removeUndefinedValues: true }),
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  });
  const pk = `${family.prefix}#CURRENT`;
  const items: TransactWriteItem[] =
    next === undefined
      ? [{ ConditionCheck: { ...stillInForce, Key: marshall({ pk, sk: 'HEAD' }) } }]
      : [
          { Put: { ...stillInForce, Item: marshall({ pk, sk: 'HEAD', ...versionAttributes(next) }) } },
          putNew({ pk, sk: versionKey(next.version), ...versionAttributes(next) }),
        ];
  try {
    await dynamodb.send(new TransactWriteItemsCommand({ TransactItems: [...items, putNew(importRecord)] }));
    return 'recorded';
  } catch (error) {
    if (isLostRace(error)) return 'lost-race';
    throw error;
  }
}

function versionAttributes({ dropId, createdAt, ...version }: SnapshotVersion) {
  return { ...version, drop_id: dropId, created_at: createdAt };
}

function versionKey(version: number): string {
  return `V#${String(version).padStart(10, '0')}`;
}

function importKey({ prefix }: SnapshotFamily, dropId: string) {
  return { pk: `${prefix}#DROP#${dropId}`, sk: 'HEAD' };
}
