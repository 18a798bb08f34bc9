import { type AttributeValue, type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Drop, DropKind } from '#drops/drop';
import { parseDrop } from '#drops/drop-item';
import { KNOWN_KINDS } from '#drops/drop-kind';
import type { DropPage, DropQuery, ListDrops } from '#drops/ports';

export interface DropListOptions {
  readonly dynamodb: DynamoDBClient;
  readonly controlTable: string;
}

/**
 * Lists drops newest first. The index has one partition a kind; a prefix that fits several kinds merges their lists, and
 * since every partition sorts by time and id, one position says where all of them stand.
 */
export function createDropList(options: DropListOptions): ListDrops {
  return async (query) => {
    const kinds = kindsUnder(query.prefix);
    const lists = await Promise.all(kinds.map((kind) => listKind(options, kind, query)));
    const merged = lists.flat().toSorted((left, right) => (positionOf(left) < positionOf(right) ? 1 : -1));
    return pageOf(merged, query.limit);
  };
}

function kindsUnder(prefix: string): readonly DropKind[] {
  const known = KNOWN_KINDS.filter((kind) => `${kind}/`.startsWith(prefix) || prefix.startsWith(`${kind}/`));
  return [...known, 'unknown'];
}

/** At most one more than the page takes, which tells whether there is a next one. */
async function listKind(
  { dynamodb, controlTable }: DropListOptions,
  kind: DropKind,
  { prefix, limit, after }: DropQuery,
): Promise<readonly Drop[]> {
  const drops: Drop[] = [];
  let startKey: Record<string, AttributeValue> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await dynamodb.send(
      new QueryCommand({
        TableName: controlTable,
        IndexName: 'gsi1',
        KeyConditionExpression: after === undefined ? 'gsi1pk = :kind' : 'gsi1pk = :kind and gsi1sk < :after',
        ...(prefix !== '' && {
          FilterExpression: 'begins_with(#key, :prefix)',
          ExpressionAttributeNames: { '#key': 'key' },
        }),
        ExpressionAttributeValues: marshall({
          ':kind': `DROPS#${kind}`,
          ...(after !== undefined && { ':after': after }),
          ...(prefix !== '' && { ':prefix': prefix }),
        }),
        ScanIndexForward: false,
        Limit: limit + 1,
        ...(startKey !== undefined && { ExclusiveStartKey: startKey }),
      }),
    );
    drops.push(...Items.map((item) => parseDrop(unmarshall(item))));
    startKey = LastEvaluatedKey;
  } while (startKey !== undefined && drops.length <= limit);
  return drops.slice(0, limit + 1);
}

function pageOf(sorted: readonly Drop[], limit: number): DropPage {
  const drops = sorted.slice(0, limit);
  const last = drops.at(-1);
  return { drops, ...(sorted.length > limit && last !== undefined && { nextAfter: positionOf(last) }) };
}

function positionOf({ droppedAt, dropId }: Drop): string {
  return `${droppedAt}#${dropId}`;
}
