import { type AttributeValue, BatchGetItemCommand, type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';

export type ItemOf = Readonly<Record<string, unknown>>;

const BATCH_GET_MAX = 100;

/** The items that exist under these keys, in no order, with strong consistency. */
export async function getEach(
  client: DynamoDBClient,
  table: string,
  keys: readonly { readonly pk: string; readonly sk: string }[],
): Promise<readonly ItemOf[]> {
  const items: ItemOf[] = [];
  for (let start = 0; start < keys.length; start += BATCH_GET_MAX) {
    let unread = keys.slice(start, start + BATCH_GET_MAX).map((key) => marshall(key));
    while (unread.length > 0) {
      const { Responses, UnprocessedKeys } = await client.send(
        new BatchGetItemCommand({ RequestItems: { [table]: { Keys: unread, ConsistentRead: true } } }),
      );
      items.push(...(Responses?.[table] ?? []).map((item) => unmarshall(item)));
      unread = UnprocessedKeys?.[table]?.Keys ?? [];
    }
  }
  return items;
}

/** All items of a partition whose sort key begins so, or lies between two; with strong consistency, in order. */
export async function queryAll(
  client: DynamoDBClient,
  table: string,
  of: {
    readonly partition: string;
    readonly prefix?: string;
    readonly between?: readonly [from: string, to: string];
  },
): Promise<readonly ItemOf[]> {
  const found: ItemOf[] = [];
  const [from, to] = of.between ?? [of.prefix ?? '', `${of.prefix ?? ''}\uffff`];
  let start: Record<string, AttributeValue> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk and sk between :from and :to',
        ExpressionAttributeValues: marshall({ ':pk': of.partition, ':from': from, ':to': to }),
        ConsistentRead: true,
        ...(start !== undefined && { ExclusiveStartKey: start }),
      }),
    );
    found.push(...Items.map((item) => unmarshall(item)));
    start = LastEvaluatedKey;
  } while (start !== undefined);
  return found;
}

export interface PageOf {
  readonly partition: string;
  /** Start of the sort keys wanted; positions leave it out. */
  readonly prefix?: string;
  /** Whether the partition is one of the index `gsi1`, which may lag a moment. */
  readonly isIndex?: boolean;
  readonly isDescending?: boolean;
  readonly limit: number;
  readonly after?: string | undefined;
}

/** A page of a partition; the position after which the next one starts is the last sort key without its prefix. */
export async function queryPage(
  client: DynamoDBClient,
  table: string,
  { partition, prefix = '', isIndex = false, isDescending = false, limit, after }: PageOf,
): Promise<{ readonly items: readonly ItemOf[]; readonly nextAfter?: string }> {
  const [pk, sk] = isIndex ? ['gsi1pk', 'gsi1sk'] : ['pk', 'sk'];
  const low = isDescending || after === undefined ? prefix : `${prefix}${after}\u0000`;
  const high = isDescending && after !== undefined ? `${prefix}${after}` : `${prefix}\uffff`;
  const items: ItemOf[] = [];
  let start: Record<string, AttributeValue> | undefined;
  // One more than the page takes tells whether there is a next one; the border itself is left out below.
  const wanted = limit + 2;
  do {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: table,
        ...(isIndex ? { IndexName: 'gsi1' } : { ConsistentRead: true }),
        KeyConditionExpression: `${pk} = :pk and ${sk} between :low and :high`,
        ExpressionAttributeValues: marshall({ ':pk': partition, ':low': low === '' ? ' ' : low, ':high': high }),
        ScanIndexForward: !isDescending,
        Limit: wanted - items.length,
        ...(start !== undefined && { ExclusiveStartKey: start }),
      }),
    );
    items.push(...Items.map((item) => unmarshall(item)).filter((item) => positionOf(item) !== after));
    start = LastEvaluatedKey;
  } while (start !== undefined && items.length <= limit);
  const page = items.slice(0, limit);
  const last = page.at(-1);
  return { items: page, ...(items.length > limit && last !== undefined && { nextAfter: positionOf(last) }) };

  function positionOf(item: ItemOf): string {
    return String(item[sk ?? 'sk']).slice(prefix.length);
  }
}
