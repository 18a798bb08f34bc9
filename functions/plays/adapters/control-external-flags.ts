import { stat } from 'node:fs/promises';
import {
  type DynamoDBClient,
  GetItemCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import { assertThat } from '#kernel/errors';
import { downloadFile, uploadFile } from '#platform/clients/s3-files';
import type { ExternalFlagStore, ExternalFlagVersion, FlagImport } from '#plays/external-flag-ports';
import { EXTERNAL_SCOPE } from '#plays/fraud-ports';

export interface ExternalFlagOptions {
  readonly dynamodb: DynamoDBClient;
  readonly s3: S3Client;
  readonly controlTable: string;
  readonly lakeBucket: string;
}

const PK = `FRAUD#${EXTERNAL_SCOPE}`;
const HEAD = { pk: PK, sk: 'HEAD' } as const;
const dropKey = (dropId: string) => ({ pk: PK, sk: `DROP#${dropId}` });

const count = z.number().int().nonnegative();
/** `set` is what `FraudFlags` hands out, as of the flags that rules found. */
const headItem = z
  .object({
    flag_version: count,
    drop_id: z.string(),
    set: z.object({
      run: z.string(),
      objects: z.array(z.object({ key: z.string(), rows: count, bytes: count, etag: z.string() })).length(1),
    }),
  })
  .transform(({ flag_version, drop_id, set }): ExternalFlagVersion => {
    const [object] = set.objects;
    assertThat(object !== undefined, `${PK} names no object`);
    return { version: flag_version, run: set.run, object, dropId: drop_id };
  });
const importItem = z.object({
  import: z.object({ dropId: z.string(), version: count, created: count, unchanged: count }),
});

/** Flags from outside in the lake, `fraud_flags/scope=external/run=<run>/`, with their pointer `FRAUD#external/HEAD`. */
export function createExternalFlags(options: ExternalFlagOptions): ExternalFlagStore {
  const { s3, lakeBucket } = options;
  return {
    async current() {
      const item = await getItem(options, HEAD);
      return item === undefined ? undefined : headItem.parse(item);
    },
    async findImport(dropId): Promise<FlagImport | undefined> {
      const item = await getItem(options, dropKey(dropId));
      return item === undefined ? undefined : importItem.parse(item).import;
    },
    async download({ object: { key, etag } }, toPath) {
      await downloadFile(s3, { bucket: lakeBucket, key, etag }, toPath);
    },
    async store({ path, version, dropId, rows }) {
      // Two drops that race for one version write two folders, and the head names one of them.
      const run = `v${version}-${dropId}`;
      const key = `fraud_flags/scope=${EXTERNAL_SCOPE}/run=${run}/flags.parquet`;
      await uploadFile(s3, { bucket: lakeBucket, key }, path);
      const { ETag: etag = '' } = await s3.send(new HeadObjectCommand({ Bucket: lakeBucket, Key: key }));
      const { size: bytes } = await stat(path);
      return { version, run, object: { key, rows, bytes, etag }, dropId };
    },
    record: (record) => recordImport(options, record),
  };
}

async function recordImport(
  { dynamodb, controlTable: TableName }: ExternalFlagOptions,
  { from, next, flagImport }: Parameters<ExternalFlagStore['record']>[0],
): Promise<'recorded' | 'lost-race'> {
  const stillInForce = {
    TableName,
    ConditionExpression: from === 0 ? 'attribute_not_exists(pk)' : 'flag_version = :from',
    ...(from > 0 && { ExpressionAttributeValues: marshall({ ':from': from }) }),
  };
  const pointer: TransactWriteItem =
    next === undefined
      ? { ConditionCheck: { ...stillInForce, Key: marshall(HEAD) } }
      : { Put: { ...stillInForce, Item: marshall({ ...HEAD, ...headAttributes(next) }) } };
  const Item = marshall({ ...dropKey(flagImport.dropId), import: flagImport });
  const remembered = { Put: { TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' } };
  try {
    await dynamodb.send(new TransactWriteItemsCommand({ TransactItems: [pointer, remembered] }));
    return 'recorded';
  } catch (error) {
    if (error instanceof TransactionCanceledException) return 'lost-race';
    throw error;
  }
}

function headAttributes({ version, run, object, dropId }: ExternalFlagVersion) {
  const set = { scope: EXTERNAL_SCOPE, run, flags: object.rows, objects: [object] };
  return { flag_version: version, drop_id: dropId, set };
}

async function getItem(
  { dynamodb, controlTable }: ExternalFlagOptions,
  key: { readonly pk: string; readonly sk: string },
) {
  const { Item } = await dynamodb.send(
    new GetItemCommand({ TableName: controlTable, Key: marshall(key), ConsistentRead: true }),
  );
  return Item === undefined ? undefined : unmarshall(Item);
}
