import {
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import { parseCurrency } from '#kernel/money/currency';
import type { Instant } from '#kernel/time/clock';
import { putVersionOnce, sha256OfFile } from '#platform/clients/s3-put-once';
import { orderFences } from '#revenue/order-fences';
import type { RevenueVersion } from '#revenue/ports';
import type { PassedOver, RecordOutcome, RevenueImport, RevenueStore } from '#revenue/workbench';

export interface LakeRevenueStoreOptions {
  readonly dynamodb: DynamoDBClient;
  readonly s3: S3Client;
  readonly controlTable: string;
  readonly lakeBucket: string;
}

const UNFROZEN = ['OPEN', 'CUTOFF', 'RECONCILING'];

/**
 * Revenue in the lake with its pointers in the control table: `REVENUE#<period_id>`/`HEAD` in force, `V#<n>` every version that
 * ever was, `REVENUE#COUNTRY#<cc>`/`HEAD` the order of its months, `REVENUE#DROP#<drop_id>`/`HEAD` what each import did. A period's state is read from the close's own item.
 */
export function createLakeRevenueStore(options: LakeRevenueStoreOptions): RevenueStore {
  return {
    current: (periodId) => findVersion(options, periodId, 'HEAD'),
    find: (periodId, version) => findVersion(options, periodId, versionKey(version)),
    findImport: (dropId) => findImport(options, dropId),
    frozen: (periodIds) => frozen(options, periodIds),
    passedOver: (periodIds) => passedOver(options, periodIds),
    hash: sha256OfFile,
    storeSnapshot: (snapshot) => storeSnapshot(options, snapshot),
    record: (record) => recordImport(options, record),
  };
}

const versionItem = z
  .object({
    period_id: z.string(),
    version: z.number().int().positive(),
    currency: z.string().transform((text, context) => parseCurrency(text) ?? noCurrency(text, context)),
    total: z.string(),
    key: z.string(),
    rows: z.number().int().positive(),
    sha256: z.string(),
    drop_id: z.string(),
    created_at: z.string().transform((text) => text as Instant),
  })
  .transform(({ period_id, drop_id, created_at, ...same }) => ({
    ...same,
    periodId: period_id,
    dropId: drop_id,
    createdAt: created_at,
  }));

function noCurrency(text: string, context: z.RefinementCtx) {
  context.addIssue({ code: 'custom', message: `${text} is no currency of ISO 4217` });
  return z.NEVER;
}

const importItem = z.object({
  drop_id: z.string(),
  counts: z.object({ created: z.number(), updated: z.number(), unchanged: z.number(), rows: z.number() }),
  versions: z.array(z.object({ period_id: z.string(), version: z.number() })),
});

const periodItem = z.object({ state: z.string() });
const listedPeriod = z.object({ period_id: z.string() });

async function getItem({ dynamodb, controlTable }: LakeRevenueStoreOptions, key: { pk: string; sk: string }) {
  const { Item } = await dynamodb.send(
    new GetItemCommand({ TableName: controlTable, Key: marshall(key), ConsistentRead: true }),
  );
  return Item === undefined ? undefined : unmarshall(Item);
}

async function findVersion(
  options: LakeRevenueStoreOptions,
  periodId: string,
  sk: string,
): Promise<RevenueVersion | undefined> {
  const item = await getItem(options, { pk: `REVENUE#${periodId}`, sk });
  return item === undefined ? undefined : versionItem.parse(item);
}

async function findImport(options: LakeRevenueStoreOptions, dropId: string): Promise<RevenueImport | undefined> {
  const item = await getItem(options, importKey(dropId));
  if (item === undefined) return undefined;
  const { drop_id, counts, versions } = importItem.parse(item);
  return {
    dropId: drop_id,
    counts,
    versions: versions.map(({ period_id, version }) => ({ periodId: period_id, version })),
  };
}

async function frozen(options: LakeRevenueStoreOptions, periodIds: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const periodId of periodIds) {
    const item = await getItem(options, periodKey(periodId));
    if (item !== undefined && !UNFROZEN.includes(periodItem.parse(item).state)) found.push(periodId);
  }
  return found;
}

async function passedOver(
  options: LakeRevenueStoreOptions,
  periodIds: readonly string[],
): Promise<readonly PassedOver[]> {
  const { dynamodb, controlTable: TableName } = options;
  const found: PassedOver[] = [];
  for (const periodId of periodIds) {
    // The close lists a country's periods by month; few are ever later than one whose revenue comes in.
    const { Items = [] } = await dynamodb.send(
      new QueryCommand({
        TableName,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :country and sk > :month',
        ExpressionAttributeValues: marshall({
          ':country': `PERIOD#COUNTRY#${periodId.slice(0, 2)}`,
          ':month': periodId.slice(3).replace('_', '-'),
        }),
      }),
    );
    const later = Items.map((item) => listedPeriod.parse(unmarshall(item)).period_id);
    const [laterPeriodId] = await frozen(options, later);
    if (laterPeriodId !== undefined) found.push({ periodId, laterPeriodId });
  }
  return found;
}

function storeSnapshot(
  { s3, lakeBucket }: LakeRevenueStoreOptions,
  { periodId, path, fromVersion }: Parameters<RevenueStore['storeSnapshot']>[0],
) {
  const keyOf = (version: number) => `revenue/period_id=${periodId}/version=${version}/revenue.parquet`;
  return putVersionOnce(s3, { bucket: lakeBucket, keyOf }, { path, fromVersion });
}

/** A write, and whether a condition of it that no longer holds means that the period is frozen. */
interface Part {
  readonly item: TransactWriteItem;
  readonly freezes?: string;
}

async function recordImport(
  { dynamodb, controlTable: TableName }: LakeRevenueStoreOptions,
  { moves, standing, revenueImport }: Parameters<RevenueStore['record']>[0],
): Promise<RecordOutcome> {
  const { dropId, counts, versions } = revenueImport;
  const importRecord = {
    ...importKey(dropId),
    drop_id: dropId,
    counts,
    versions: versions.map(({ periodId, version }) => ({ period_id: periodId, version })),
  };
  const putNew = (item: Record<string, unknown>): Part => ({
    item: { Put: { TableName, Item: marshall(item), ConditionExpression: 'attribute_not_exists(pk)' } },
  });
  const parts: readonly Part[] = [
    ...moves.flatMap(({ from, next }): readonly Part[] => {
      const pk = `REVENUE#${next.periodId}`;
      const head = { pk, sk: 'HEAD', ...attributesOf(next) };
      return [
        { item: { Put: { TableName, Item: marshall(head), ...stillAt(from) } } },
        putNew({ pk, sk: versionKey(next.version), ...attributesOf(next) }),
        {
          item: { ConditionCheck: { TableName, Key: marshall(periodKey(next.periodId)), ...notFrozen() } },
          freezes: next.periodId,
        },
      ];
    }),
    ...standing.map(({ periodId, version }): Part => {
      const key = marshall({ pk: `REVENUE#${periodId}`, sk: 'HEAD' });
      return { item: { ConditionCheck: { TableName, Key: key, ...stillAt(version) } } };
    }),
    ...orderFences(moves).map(({ key, update, condition, values }): Part => {
      const written = { UpdateExpression: update, ConditionExpression: condition };
      const ExpressionAttributeValues = marshall(values);
      return { item: { Update: { TableName, Key: marshall(key), ...written, ExpressionAttributeValues } } };
    }),
    putNew(importRecord),
  ];
  try {
    await dynamodb.send(new TransactWriteItemsCommand({ TransactItems: parts.map(({ item }) => item) }));
    return { kind: 'recorded' };
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    return outcomeOf(error, parts);
  }
}

/** Frozen where only a period's state stood against it; any other lost condition, or a conflict, is a race to run again. */
function outcomeOf(error: TransactionCanceledException, parts: readonly Part[]): RecordOutcome {
  const codes = error.CancellationReasons?.map(({ Code }) => Code) ?? [];
  const failed = parts.filter((_, index) => codes[index] === 'ConditionalCheckFailed');
  const periodIds = failed.flatMap(({ freezes }) => (freezes === undefined ? [] : [freezes]));
  if (periodIds.length > 0 && periodIds.length === failed.length) return { kind: 'frozen', periodIds };
  if (failed.length > 0 || codes.includes('TransactionConflict')) return { kind: 'lost-race' };
  throw error;
}

function stillAt(version: number) {
  if (version === 0) return { ConditionExpression: 'attribute_not_exists(pk)' };
  return {
    ConditionExpression: '#version = :version',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: marshall({ ':version': version }),
  };
}

function notFrozen() {
  const states = Object.fromEntries(UNFROZEN.map((state) => [`:${state.toLowerCase()}`, state]));
  return {
    ConditionExpression: `attribute_not_exists(pk) or #state in (${Object.keys(states).join(', ')})`,
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: marshall(states),
  };
}

function attributesOf({ periodId, dropId, createdAt, ...same }: RevenueVersion) {
  return { ...same, period_id: periodId, drop_id: dropId, created_at: createdAt };
}

function periodKey(periodId: string) {
  return { pk: `PERIOD#${periodId}`, sk: 'HEAD' };
}

function versionKey(version: number): string {
  return `V#${String(version).padStart(10, '0')}`;
}

function importKey(dropId: string) {
  return { pk: `REVENUE#DROP#${dropId}`, sk: 'HEAD' };
}
