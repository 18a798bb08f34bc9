import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import { assertThat } from '#kernel/errors';
import type { Instant } from '#kernel/time/clock';
import type { Drain, DrainedShard, DrainStore } from '#plays/intake-ports';
import { sequencePosition } from '#plays/landing';

export interface DrainStoreOptions {
  readonly dynamodb: DynamoDBClient;
  readonly controlTable: string;
}

type Side = 'MARKED' | 'LANDED';

const drainItem = z.object({ drain_id: z.string(), cutoff_at: z.string(), started_at: z.string() }).transform(
  ({ drain_id, cutoff_at, started_at }): Drain => ({
    drainId: drain_id,
    cutoffAt: cutoff_at as Instant,
    startedAt: started_at as Instant,
  }),
);
const shardItem = z
  .object({ shard_id: z.string(), sequence_number: z.string() })
  .transform(({ shard_id, sequence_number }): DrainedShard => ({ shardId: shard_id, sequenceNumber: sequence_number }));

/** Drains in the control table: `DRAIN#<id>/HEAD`, and per shard `…/MARKED#<shard>` and `…/LANDED#<shard>`. */
export function createDrainStore(options: DrainStoreOptions): DrainStore {
  return {
    begin: (drain) => begin(options, drain),
    find: (drainId) => find(options, drainId),
    recordMarked: (drainId, shard) => record(options, { drainId, side: 'MARKED', shard }),
    recordLanded: (drainId, shard) => record(options, { drainId, side: 'LANDED', shard }),
    marked: (drainId) => list(options, { drainId, side: 'MARKED' }),
    landed: (drainId) => list(options, { drainId, side: 'LANDED' }),
  };
}

const keyOf = (drainId: string, sk: string) => ({ pk: `DRAIN#${drainId}`, sk });

async function begin({ dynamodb, controlTable }: DrainStoreOptions, drain: Drain): Promise<Drain> {
  const { drainId, cutoffAt, startedAt } = drain;
  const attributes = { drain_id: drainId, cutoff_at: cutoffAt, started_at: startedAt };
  try {
    await dynamodb.send(
      new PutItemCommand({
        TableName: controlTable,
        Item: marshall({ ...keyOf(drainId, 'HEAD'), ...attributes }),
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    );
    return drain;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    const standing = await find({ dynamodb, controlTable }, drainId);
    assertThat(standing !== undefined, `Drain ${drainId} was there a moment ago; nothing removes drains`);
    return standing;
  }
}

async function find({ dynamodb, controlTable }: DrainStoreOptions, drainId: string): Promise<Drain | undefined> {
  const { Item } = await dynamodb.send(
    new GetItemCommand({ TableName: controlTable, Key: marshall(keyOf(drainId, 'HEAD')), ConsistentRead: true }),
  );
  return Item === undefined ? undefined : drainItem.parse(unmarshall(Item));
}

/** Padded numbers compare as texts; a lower one changes nothing. */
async function record(
  { dynamodb, controlTable }: DrainStoreOptions,
  { drainId, side, shard }: { readonly drainId: string; readonly side: Side; readonly shard: DrainedShard },
): Promise<void> {
  const { shardId, sequenceNumber } = shard;
  try {
    await dynamodb.send(
      new UpdateItemCommand({
        TableName: controlTable,
        Key: marshall(keyOf(drainId, `${side}#${shardId}`)),
        UpdateExpression: 'set shard_id = :shard, sequence_number = :number, sequence_position = :position',
        ConditionExpression: 'attribute_not_exists(pk) or sequence_position < :position',
        ExpressionAttributeValues: marshall({
          ':shard': shardId,
          ':number': sequenceNumber,
          ':position': sequencePosition(sequenceNumber),
        }),
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

async function list(
  { dynamodb, controlTable }: DrainStoreOptions,
  { drainId, side }: { readonly drainId: string; readonly side: Side },
): Promise<readonly DrainedShard[]> {
  const shards: DrainedShard[] = [];
  let startKey: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await dynamodb.send(
      new QueryCommand({
        TableName: controlTable,
        KeyConditionExpression: 'pk = :pk and begins_with(sk, :side)',
        ExpressionAttributeValues: marshall({ ':pk': `DRAIN#${drainId}`, ':side': `${side}#` }),
        ConsistentRead: true,
        ...(startKey !== undefined && { ExclusiveStartKey: marshall(startKey) }),
      }),
    );
    shards.push(...Items.map((item) => shardItem.parse(unmarshall(item))));
    startKey = LastEvaluatedKey === undefined ? undefined : unmarshall(LastEvaluatedKey);
  } while (startKey !== undefined);
  return shards;
}
