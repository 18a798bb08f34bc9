import { createHash } from 'node:crypto';
import {
  type AttributeValue,
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import { DROP_ISSUES_MAX, type Drop, type DropStatus } from '#drops/drop';
import { attributesOf, parseDrop } from '#drops/drop-item';
import type { AcceptedObject, DropEnd, DropRecords } from '#drops/ports';
import { assertThat } from '#kernel/errors';
import type { Instant } from '#kernel/time/clock';

export interface DropRecordsOptions {
  readonly dynamodb: DynamoDBClient;
  readonly controlTable: string;
}

const BATCH_GET_MAX = 100;

/**
 * Drops in the control table: `DROP#<drop_id>/HEAD` the record, `DROP#OBJECT#<hash of key and etag>/HEAD` as what an
 * object was last accepted, `DROP#CONTENT#<kind>#<sha256>/HEAD` which drop first brought a content.
 */
export function createDropRecords(options: DropRecordsOptions): DropRecords {
  const find = (dropId: string) => findDrop(options, dropId);
  return {
    find,
    accept: (drop) => accept(options, drop),
    findAccepted: (objects) => findAccepted(options, objects),
    claimContent: (claim) => claimContent(options, claim),
    markProcessing: (dropId, { at, contentHash, link }) =>
      mark(options, dropId, { status: 'processing', at, contentHash, ...(link !== undefined && { link }) }),
    markCompleted: (dropId, end) => mark(options, dropId, { status: 'completed', ...end }),
    markFailed: (dropId, { errors, counts, ...end }) =>
      mark(options, dropId, {
        status: 'failed',
        ...end,
        errors: errors.slice(0, DROP_ISSUES_MAX),
        counts: { ...counts, errors: counts?.['errors'] ?? errors.length },
      }),
    markDuplicate: (dropId, end) => mark(options, dropId, { status: 'duplicate', ...end }),
  };
}

async function findDrop({ dynamodb, controlTable }: DropRecordsOptions, dropId: string): Promise<Drop | undefined> {
  const { Item } = await dynamodb.send(
    new GetItemCommand({ TableName: controlTable, Key: keyOf(`DROP#${dropId}`), ConsistentRead: true }),
  );
  return Item === undefined ? undefined : parseDrop(unmarshall(Item));
}

async function accept(options: DropRecordsOptions, drop: Drop): ReturnType<DropRecords['accept']> {
  const { dynamodb, controlTable } = options;
  const objectMark = { key: drop.key, etag: drop.etag, drop_id: drop.dropId, dropped_at: drop.droppedAt };
  try {
    await dynamodb.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          {
            Put: {
              TableName: controlTable,
              Item: { ...keyOf(`DROP#${drop.dropId}`), ...listKeyOf(drop), ...toItem(attributesOf(drop)) },
              ConditionExpression: 'attribute_not_exists(pk)',
            },
          },
          { Put: { TableName: controlTable, Item: { ...objectKeyOf(drop), ...toItem(objectMark) } } },
        ],
      }),
    );
    return { kind: 'accepted', drop };
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    const stored = await findDrop(options, drop.dropId);
    if (stored === undefined) throw error;
    return { kind: 'already-accepted', drop: stored };
  }
}

const acceptedItem = z
  .object({ key: z.string(), etag: z.string(), drop_id: z.string(), dropped_at: z.string() })
  .transform(
    ({ drop_id, dropped_at, ...object }): AcceptedObject => ({
      ...object,
      dropId: drop_id,
      droppedAt: dropped_at as Instant,
    }),
  );

async function findAccepted(
  { dynamodb, controlTable }: DropRecordsOptions,
  objects: Parameters<DropRecords['findAccepted']>[0],
): Promise<readonly AcceptedObject[]> {
  const found: AcceptedObject[] = [];
  for (let start = 0; start < objects.length; start += BATCH_GET_MAX) {
    let unread = objects.slice(start, start + BATCH_GET_MAX).map(objectKeyOf);
    while (unread.length > 0) {
      const { Responses, UnprocessedKeys } = await dynamodb.send(
        new BatchGetItemCommand({ RequestItems: { [controlTable]: { Keys: unread, ConsistentRead: true } } }),
      );
      found.push(...(Responses?.[controlTable] ?? []).map((item) => acceptedItem.parse(unmarshall(item))));
      unread = UnprocessedKeys?.[controlTable]?.Keys ?? [];
    }
  }
  return found;
}

async function claimContent(
  { dynamodb, controlTable }: DropRecordsOptions,
  { kind, contentHash, dropId }: Parameters<DropRecords['claimContent']>[0],
): Promise<string> {
  const key = keyOf(`DROP#CONTENT#${kind}#${contentHash}`);
  try {
    await dynamodb.send(
      new PutItemCommand({
        TableName: controlTable,
        Item: { ...key, ...toItem({ drop_id: dropId }) },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    );
    return dropId;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    const { Item } = await dynamodb.send(
      new GetItemCommand({ TableName: controlTable, Key: key, ConsistentRead: true }),
    );
    return z.object({ drop_id: z.string() }).parse(Item === undefined ? Item : unmarshall(Item)).drop_id;
  }
}

interface Mark extends Omit<DropEnd, 'contentHash'>, Partial<Pick<Drop, 'errors' | 'duplicateOf'>> {
  readonly status: DropStatus;
  readonly contentHash?: string | undefined;
}

async function mark(
  options: DropRecordsOptions,
  dropId: string,
  { at, contentHash, duplicateOf, ...changes }: Mark,
): Promise<Drop> {
  const { dynamodb, controlTable } = options;
  const set = Object.entries({
    ...changes,
    updated_at: at,
    content_hash: contentHash,
    duplicate_of: duplicateOf,
  }).filter(([, value]) => value !== undefined);
  try {
    const { Attributes } = await dynamodb.send(
      new UpdateItemCommand({
        TableName: controlTable,
        Key: keyOf(`DROP#${dropId}`),
        UpdateExpression: `set ${set.map(([name]) => `#${name} = :${name}`).join(', ')}`,
        ConditionExpression: '#status in (:isAccepted, :isProcessing)',
        ExpressionAttributeNames: Object.fromEntries(set.map(([name]) => [`#${name}`, name])),
        ExpressionAttributeValues: toItem({
          ...Object.fromEntries(set.map(([name, value]) => [`:${name}`, value])),
          ':isAccepted': 'accepted' satisfies DropStatus,
          ':isProcessing': 'processing' satisfies DropStatus,
        }),
        ReturnValues: 'ALL_NEW',
      }),
    );
    return parseDrop(Attributes === undefined ? undefined : unmarshall(Attributes));
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    const standing = await findDrop(options, dropId);
    assertThat(standing !== undefined, `${dropId} was never accepted; only an accepted drop takes a status`);
    return standing;
  }
}

function keyOf(pk: string): Record<string, AttributeValue> {
  return marshall({ pk, sk: 'HEAD' });
}

function objectKeyOf({ key, etag }: { readonly key: string; readonly etag: string }): Record<string, AttributeValue> {
  return keyOf(`DROP#OBJECT#${createHash('sha256').update(`${key}\n${etag}`).digest('hex')}`);
}

/** Index `gsi1` lists the drops of one kind by time; the id tells drops of one instant apart. */
function listKeyOf({ kind, droppedAt, dropId }: Drop): Record<string, AttributeValue> {
  return marshall({ gsi1pk: `DROPS#${kind}`, gsi1sk: `${droppedAt}#${dropId}` });
}

function toItem(attributes: Readonly<Record<string, unknown>>): Record<string, AttributeValue> {
  return marshall({ ...attributes }, { removeUndefinedValues: true });
}
