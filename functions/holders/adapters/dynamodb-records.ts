import {
  BatchGetItemCommand,
  type CancellationReason,
  type DynamoDBClient,
  ExecuteTransactionCommand,
  QueryCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import type { DestinationContent } from '#holders/destination';
import type { HolderContent, PlanContent } from '#holders/holder';
import type { HolderDirectory } from '#holders/ports';
import {
  destinationKind,
  HOLDERS_INDEX_KEY,
  holderKind,
  planKind,
  type RecordKind,
  taxFormsKind,
} from '#holders/record-kinds';
import type { TaxFormsContent } from '#holders/tax-form';
import type { StoredRecord, VersionedRecords } from '#holders/versioned-records';
import type { Instant } from '#kernel/time/clock';

export interface DynamodbRecordsOptions {
  readonly dynamodb: DynamoDBClient;
  readonly controlTable: string;
}

/** A transaction takes 100 items, and a change is two: its version and the head. */
const CHANGES_MAX = 50;
const BATCH_GET_MAX = 100;

/** Holders in the control table: `HOLDER#<id>/HEAD` in force, `HOLDER#<id>/V#<n>` every version. */
export function createHolderRecords(options: DynamodbRecordsOptions): VersionedRecords<HolderContent> {
  return createRecords(options, holderKind);
}

/** Plans in the control table, `PLAN#<plan>` likewise. */
export function createPlanRecords(options: DynamodbRecordsOptions): VersionedRecords<PlanContent> {
  return createRecords(options, planKind);
}

/** Payout destinations in the control table, `DESTINATION#<holder id>` likewise. */
export function createDestinationRecords(options: DynamodbRecordsOptions): VersionedRecords<DestinationContent> {
  return createRecords(options, destinationKind);
}

/** Tax forms in the control table, `TAXFORMS#<holder id>` likewise, all forms of a holder in one record. */
export function createTaxFormRecords(options: DynamodbRecordsOptions): VersionedRecords<TaxFormsContent> {
  return createRecords(options, taxFormsKind);
}

/** What other contexts read of holders and plans. */
export function createHolderDirectory(options: DynamodbRecordsOptions): HolderDirectory {
  const holders = createHolderRecords(options);
  const plans = createPlanRecords(options);
  const getHolders: HolderDirectory['getHolders'] = async (ids) => inForce(await holders.findMany(ids));
  return {
    getHolder: async (holderId) => (await getHolders([holderId])).get(holderId),
    getHolders,
    getPlans: async (names) => inForce(await plans.findMany(names)),
    listHolders: (query) => listHolders(options, query),
  };
}

function inForce<Content>(stored: ReadonlyMap<string, StoredRecord<Content>>) {
  return new Map([...stored].map(([id, { content, version }]) => [id, { ...content, version }] as const));
}

const headItem = z.object({
  version: z.number(),
  drop_id: z.string(),
  dropped_at: z.string().transform((text) => text as Instant),
});

function createRecords<Content extends object>(
  options: DynamodbRecordsOptions,
  kind: RecordKind<Content>,
): VersionedRecords<Content> {
  return {
    changesMax: CHANGES_MAX,
    findMany: (ids) => findMany(options, kind, ids),
    write: (changes) => write(options, kind, changes),
  };
}

async function findMany<Content>(
  { dynamodb, controlTable }: DynamodbRecordsOptions,
  kind: RecordKind<Content>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, StoredRecord<Content>>> {
  const found = new Map<string, StoredRecord<Content>>();
  const wanted = [...new Set(ids)];
  for (let start = 0; start < wanted.length; start += BATCH_GET_MAX) {
    const batch = wanted.slice(start, start + BATCH_GET_MAX);
    const keys = batch.map((id) => marshall({ pk: `${kind.prefix}#${id}`, sk: 'HEAD' }));
    let unread = keys;
    while (unread.length > 0) {
      const { Responses, UnprocessedKeys } = await dynamodb.send(
        new BatchGetItemCommand({ RequestItems: { [controlTable]: { Keys: unread, ConsistentRead: true } } }),
      );
      for (const raw of Responses?.[controlTable] ?? []) {
        const item = unmarshall(raw);
        const { version, drop_id, dropped_at } = headItem.parse(item);
        const id = String(item['pk']).slice(kind.prefix.length + 1);
        found.set(id, { id, content: kind.parse(item), version, dropId: drop_id, droppedAt: dropped_at });
      }
      unread = UnprocessedKeys?.[controlTable]?.Keys ?? [];
    }
  }
  return found;
}

/**
 * New records go as PartiQL inserts, which fail on an existing key and are the fastest conditional write of many items;
 * changed ones need a condition on their version. BatchWriteItem knows no condition, so a late writer would undo a
 * newer record; it is not used.
 */
async function write<Content>(
  options: DynamodbRecordsOptions,
  kind: RecordKind<Content>,
  changes: readonly StoredRecord<Content>[],
): Promise<'written' | 'lost-race'> {
  const isAllNew = changes.every(({ version }) => version === 1);
  try {
    if (isAllNew) await insertAll(options, kind, changes);
    else await moveAll(options, kind, changes);
    return 'written';
  } catch (error) {
    if (isLostRace(error)) return 'lost-race';
    throw error;
  }
}

async function insertAll<Content>(
  { dynamodb, controlTable }: DynamodbRecordsOptions,
  kind: RecordKind<Content>,
  changes: readonly StoredRecord<Content>[],
): Promise<void> {
  const TransactStatements = changes.flatMap(itemsOf(kind)).map((item) => {
    const fields = Object.entries(marshall(item, { removeUndefinedValues: true }));
    const names = fields.map(([name]) => `'${name}': ?`).join(', ');
    return {
      Statement: `INSERT INTO "${controlTable}" VALUE {${names}}`,
      Parameters: fields.map(([, value]) => value),
    };
  });
  await dynamodb.send(new ExecuteTransactionCommand({ TransactStatements }));
}

async function moveAll<Content>(
  { dynamodb, controlTable }: DynamodbRecordsOptions,
  kind: RecordKind<Content>,
  changes: readonly StoredRecord<Content>[],
): Promise<void> {
  const TransactItems = changes.flatMap((change): TransactWriteItem[] => {
    const [version, head] = itemsOf(kind)(change).map((item) => marshall(item, { removeUndefinedValues: true }));
    const isNew = { TableName: controlTable, ConditionExpression: 'attribute_not_exists(pk)' };
    const isVersionBefore = {
      TableName: controlTable,
      ConditionExpression: '#version = :before',
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: marshall({ ':before': change.version - 1 }),
    };
    return [
      { Put: { ...isNew, Item: version } },
      { Put: { ...(change.version === 1 ? isNew : isVersionBefore), Item: head } },
    ];
  });
  await dynamodb.send(new TransactWriteItemsCommand({ TransactItems }));
}

/** The version to keep and the head that points at it, in this order. */
function itemsOf<Content>(kind: RecordKind<Content>) {
  return ({ id, content, version, dropId, droppedAt }: StoredRecord<Content>) => {
    const pk = `${kind.prefix}#${id}`;
    const attributes = { ...kind.toAttributes(content), version, drop_id: dropId, dropped_at: droppedAt };
    const listed = kind.indexKey === undefined ? {} : { gsi1pk: kind.indexKey, gsi1sk: id };
    return [
      { pk, sk: `V#${String(version).padStart(10, '0')}`, ...attributes },
      { pk, sk: 'HEAD', ...listed, ...attributes },
    ];
  };
}

/** `DuplicateItem` is what an insert answers where a put answers `ConditionalCheckFailed`. */
const LOST_RACE_CODES: ReadonlySet<string> = new Set([
  'ConditionalCheckFailed',
  'DuplicateItem',
  'TransactionConflict',
]);

function isLostRace(error: unknown): boolean {
  return error instanceof TransactionCanceledException && (error.CancellationReasons ?? []).some(isTaken);
}

/** AWS's own local engine calls a duplicate key a validation error and names it in the message. */
function isTaken({ Code = '', Message = '' }: CancellationReason): boolean {
  return LOST_RACE_CODES.has(Code) || (Code === 'ValidationError' && /duplicate/i.test(Message));
}

async function listHolders(
  { dynamodb, controlTable }: DynamodbRecordsOptions,
  { limit, after }: Parameters<HolderDirectory['listHolders']>[0],
): ReturnType<HolderDirectory['listHolders']> {
  const { Items = [], LastEvaluatedKey } = await dynamodb.send(
    new QueryCommand({
      TableName: controlTable,
      IndexName: 'gsi1',
      KeyConditionExpression: after === undefined ? 'gsi1pk = :pk' : 'gsi1pk = :pk and gsi1sk > :after',
      ExpressionAttributeValues: marshall({
        ':pk': HOLDERS_INDEX_KEY,
        ...(after !== undefined && { ':after': after }),
      }),
      Limit: limit,
    }),
  );
  const holders = Items.map((raw) => {
    const item = unmarshall(raw);
    return { ...holderKind.parse(item), version: headItem.parse(item).version };
  });
  const last = holders.at(-1);
  return { holders, ...(LastEvaluatedKey !== undefined && last !== undefined && { nextAfter: last.holderId }) };
}
