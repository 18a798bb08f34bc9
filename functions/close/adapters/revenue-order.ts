import { type DynamoDBClient, GetItemCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import type { Period } from '#close/period';

/** Which months of a country have revenue and are not frozen; the count of its changes is what a freeze holds on to. */
export interface RevenueOrder {
  readonly moves: number;
  /** `YYYY-MM`. */
  readonly openMonths: readonly string[];
  readonly frozenThrough: string | undefined;
}

const orderItem = z.object({
  moves: z.number().exactOptional(),
  open_months: z.set(z.string()).exactOptional(),
  frozen_through: z.string().exactOptional(),
});
const orderKey = (country: string) => ({ pk: `REVENUE#COUNTRY#${country}`, sk: 'HEAD' });

export async function readOrder(
  client: DynamoDBClient,
  { table, country }: { readonly table: string; readonly country: string },
): Promise<RevenueOrder> {
  const { Item } = await client.send(
    new GetItemCommand({ TableName: table, Key: marshall(orderKey(country)), ConsistentRead: true }),
  );
  const found = Item === undefined ? {} : orderItem.parse(unmarshall(Item));
  return { moves: found.moves ?? 0, openMonths: [...(found.open_months ?? [])], frozenThrough: found.frozen_through };
}

/** The country's months freeze in order (R13): revenue that came for an earlier one since the order was read voids the write. */
export function freezingOrder(
  TableName: string,
  { period, order }: { readonly period: Period; readonly order: RevenueOrder },
): TransactWriteItem {
  const { moves, frozenThrough: through = '' } = order;
  return {
    Update: {
      TableName,
      Key: marshall(orderKey(period.country)),
      UpdateExpression: 'set frozen_through = :through add moves :one delete open_months :month',
      ConditionExpression: moves === 0 ? 'attribute_not_exists(moves)' : 'moves = :moves',
      ExpressionAttributeValues: marshall({
        ':one': 1,
        ':month': new Set([period.month]),
        ':through': through < period.month ? period.month : through,
        ...(moves === 0 ? {} : { ':moves': moves }),
      }),
    },
  };
}
