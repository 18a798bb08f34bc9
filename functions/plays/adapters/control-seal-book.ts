import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import { sha256Hex } from '#kernel/digest';
import { assertThat } from '#kernel/errors';
import { type Instant, millisecondsOf } from '#kernel/time/clock';
import type { LakeHead, LakeHeads } from '#plays/compaction-ports';
import type { BegunSeal, SealRequest } from '#plays/play-seal';
import type { PlaySeal } from '#plays/ports';
import type { SealBeginnings, SealBook } from '#plays/seal-ports';

export interface SealBookOptions {
  readonly dynamodb: DynamoDBClient;
  readonly controlTable: string;
  readonly heads: Pick<LakeHeads, 'head'>;
  /** A seal names its manifest by key; the objects are read there. */
  readonly s3: S3Client;
  readonly lakeBucket: string;
}

/** All seals stand under one key, so that a run of compaction reads them together and consistently. */
const PK = 'SEAL#PERIODS';
const HEAD = { pk: 'COMPACTION#PLAYS', sk: 'HEAD' } as const;
const RACES_MAX = 50;

const instant = z.string().transform((text) => text as Instant);
const begunItem = z
  .object({
    period_id: z.string(),
    country_id: z.string(),
    period_start_ms: z.number(),
    period_end_ms: z.number(),
    cutoff_at_ms: z.number(),
    through_run: z.number(),
    lake_key: z.string().exactOptional(),
    failures: z.number(),
    begun_at: instant,
  })
  .transform(
    (item): BegunSeal => ({
      periodId: item.period_id,
      countryId: item.country_id,
      periodStartMs: item.period_start_ms,
      periodEndMs: item.period_end_ms,
      cutoffAtMs: item.cutoff_at_ms,
      throughRun: item.through_run,
      ...(item.lake_key !== undefined && { lakeKey: item.lake_key }),
      failures: item.failures,
      begunAt: item.begun_at,
    }),
  );
const count = z.number().int().nonnegative();
const manifestSchema = z.object({
  objects: z.array(z.object({ key: z.string(), rows: count, bytes: count, etag: z.string() })),
});
const sealSchema = z.object({
  periodId: z.string(),
  run: z.string(),
  manifestKey: z.string(),
  manifestHash: z.string(),
  plays: count,
  latePlays: count,
  quarantinedPlays: count,
  duplicatePlays: count,
  sealedAt: instant,
});

/** Seals in the control table: `SEAL#PERIODS/<period_id>`, begun and then complete. */
export function createSealBook(
  options: SealBookOptions,
): SealBook & SealBeginnings & { marks(): Promise<readonly BegunSeal[]> } {
  return {
    find: async (periodId) => sealOf(options, await item(options, periodId)),
    begin: (request, at) => begin(options, request, at),
    recordFailure: (begun) => recordFailure(options, begun),
    complete: (seal) => complete(options, seal),
    marks: () => marks(options),
    begun: async (periodId) => begunItem.optional().parse(await item(options, periodId)),
  };
}

async function begin(options: SealBookOptions, request: SealRequest, at: Instant): Promise<BegunSeal> {
  for (let race = 0; race < RACES_MAX; race += 1) {
    const standing = await item(options, request.periodId);
    if (standing !== undefined) return begunItem.parse(standing);
    const head = await options.heads.head();
    const begun: BegunSeal = {
      ...request,
      throughRun: head.lastRun,
      ...(head.lakeKey !== undefined && { lakeKey: head.lakeKey }),
      failures: 0,
      begunAt: at,
    };
    if (await putBegun(options, begun, head)) return begun;
  }
  throw new Error(
    `The play lake changed ${RACES_MAX} times while the seal of ${request.periodId} began; seal it again`,
  );
}

/** False when the period's seal was begun meanwhile, or the lake moved on. */
async function putBegun(
  { dynamodb, controlTable }: SealBookOptions,
  begun: BegunSeal,
  head: LakeHead,
): Promise<boolean> {
  const isFirst = head.version === 0;
  try {
    await dynamodb.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          {
            Put: {
              TableName: controlTable,
              Item: marshall(
                { pk: PK, sk: begun.periodId, ...begunAttributes(begun) },
                { removeUndefinedValues: true },
              ),
              ConditionExpression: 'attribute_not_exists(pk)',
            },
          },
          {
            Update: {
              TableName: controlTable,
              Key: marshall(HEAD),
              UpdateExpression: 'set seals = if_not_exists(seals, :zero) + :one',
              ConditionExpression: isFirst
                ? 'attribute_not_exists(lake_version) or lake_version = :version'
                : 'lake_version = :version',
              ExpressionAttributeValues: marshall({ ':zero': 0, ':one': 1, ':version': head.version }),
            },
          },
        ],
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof TransactionCanceledException) return false;
    throw error;
  }
}

async function recordFailure({ dynamodb, controlTable }: SealBookOptions, begun: BegunSeal): Promise<void> {
  await ifStill(() =>
    dynamodb.send(
      new UpdateItemCommand({
        TableName: controlTable,
        Key: marshall({ pk: PK, sk: begun.periodId }),
        UpdateExpression: 'set failures = :next',
        ConditionExpression: 'failures = :failures and attribute_not_exists(seal)',
        ExpressionAttributeValues: marshall({ ':next': begun.failures + 1, ':failures': begun.failures }),
      }),
    ),
  );
}

async function complete(options: SealBookOptions, seal: PlaySeal): Promise<PlaySeal> {
  const { dynamodb, controlTable } = options;
  const { objects: _, ...kept } = seal;
  await ifStill(() =>
    dynamodb.send(
      new UpdateItemCommand({
        TableName: controlTable,
        Key: marshall({ pk: PK, sk: seal.periodId }),
        UpdateExpression: 'set seal = :seal',
        ConditionExpression: 'attribute_exists(pk) and attribute_not_exists(seal)',
        ExpressionAttributeValues: marshall({ ':seal': kept }),
      }),
    ),
  );
  const standing = await sealOf(options, await item(options, seal.periodId));
  assertThat(standing !== undefined, `${seal.periodId} was never begun; a seal begins before it ends`);
  return standing;
}

async function marks({ dynamodb, controlTable }: SealBookOptions): Promise<readonly BegunSeal[]> {
  const found: BegunSeal[] = [];
  let startKey: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await dynamodb.send(
      new QueryCommand({
        TableName: controlTable,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: marshall({ ':pk': PK }),
        ConsistentRead: true,
        ...(startKey !== undefined && { ExclusiveStartKey: marshall(startKey) }),
      }),
    );
    found.push(...Items.map((entry) => begunItem.parse(unmarshall(entry))));
    startKey = LastEvaluatedKey === undefined ? undefined : unmarshall(LastEvaluatedKey);
  } while (startKey !== undefined);
  return found;
}

async function item({ dynamodb, controlTable }: SealBookOptions, periodId: string) {
  const { Item } = await dynamodb.send(
    new GetItemCommand({
      TableName: controlTable,
      Key: marshall({ pk: PK, sk: periodId }),
      ConsistentRead: true,
    }),
  );
  return Item === undefined ? undefined : unmarshall(Item);
}

async function sealOf(
  { s3, lakeBucket }: SealBookOptions,
  item: Record<string, unknown> | undefined,
): Promise<PlaySeal | undefined> {
  if (item?.['seal'] === undefined) return undefined;
  const seal = sealSchema.parse(item['seal']);
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: lakeBucket, Key: seal.manifestKey }));
  const text = (await Body?.transformToString()) ?? '';
  assertThat(sha256Hex(text) === seal.manifestHash, `${seal.manifestKey} is not the manifest that its seal names`);
  return { ...seal, objects: manifestSchema.parse(JSON.parse(text)).objects };
}

function begunAttributes(begun: BegunSeal) {
  assertThat(millisecondsOf(begun.begunAt) > 0, `${begun.periodId} begins at no instant`);
  return {
    period_id: begun.periodId,
    country_id: begun.countryId,
    period_start_ms: begun.periodStartMs,
    period_end_ms: begun.periodEndMs,
    cutoff_at_ms: begun.cutoffAtMs,
    through_run: begun.throughRun,
    lake_key: begun.lakeKey,
    failures: begun.failures,
    begun_at: begun.begunAt,
  };
}

async function ifStill(write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}
