import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Adjustment } from '#close/adjustment';
import { adjustmentAttributes, adjustmentFrom, adjustmentKey } from '#close/adjustment-item';
import type { AdjustmentRegister } from '#close/adjustment-ports';
import { storedUnits } from '#close/amount';
import { formatUnits, sumUnits } from '#kernel/money/units';

/**
 * Adjustments in the control table: `ADJUSTMENTS#<country>` / `<period>#<id>`, and `ADJUSTMENTS#SUM#<period>` / `HEAD` what they sum to, the
 * fence of its bound. A freeze marks what it takes in its own write.
 */
export class DynamodbAdjustmentRegister implements AdjustmentRegister {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor(client: DynamoDBClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async find(periodId: string, adjustmentId: string): Promise<Adjustment | undefined> {
    const Key = marshall(adjustmentKey({ periodId, adjustmentId }));
    const { Item } = await this.#client.send(new GetItemCommand({ TableName: this.#table, Key, ConsistentRead: true }));
    return Item === undefined ? undefined : adjustmentFrom(unmarshall(Item));
  }

  async ofCountry(country: string): Promise<readonly Adjustment[]> {
    const found: Adjustment[] = [];
    let start: QueryCommandInput['ExclusiveStartKey'];
    do {
      const answer = await this.#client.send(
        new QueryCommand({
          TableName: this.#table,
          ConsistentRead: true,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: marshall({ ':pk': `ADJUSTMENTS#${country}` }),
          ...(start !== undefined && { ExclusiveStartKey: start }),
        }),
      );
      found.push(...(answer.Items ?? []).map((item) => adjustmentFrom(unmarshall(item))));
      start = answer.LastEvaluatedKey;
    } while (start !== undefined);
    return found;
  }

  async create(adjustment: Adjustment, before: string): Promise<'created' | 'exists' | 'stale'> {
    const { periodId } = adjustment;
    const sum = formatUnits(sumUnits([storedUnits(before), storedUnits(adjustment.amount)]));
    const fence = { pk: `ADJUSTMENTS#SUM#${periodId}`, sk: 'HEAD', period_id: periodId, charged_back: sum };
    try {
      await this.#client.send(
        new TransactWriteItemsCommand({
          TransactItems: [
            { Put: { ...this.#item(adjustment), ConditionExpression: 'attribute_not_exists(pk)' } },
            {
              Put: {
                TableName: this.#table,
                Item: marshall(fence),
                ConditionExpression: 'attribute_not_exists(pk) or charged_back = :before',
                ExpressionAttributeValues: marshall({ ':before': before }),
              },
            },
          ],
        }),
      );
      return 'created';
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const [put, sums] = (error.CancellationReasons ?? []).map(({ Code }) => Code);
      if (put === 'ConditionalCheckFailed') return 'exists';
      if (put === 'TransactionConflict' || LOST.has(sums ?? '')) return 'stale';
      throw error;
    }
  }

  async approve(adjustment: Adjustment): Promise<'approved' | 'stale'> {
    const isFirst = await this.#put(adjustment, 'attribute_exists(pk) and attribute_not_exists(approved_by)');
    return isFirst ? 'approved' : 'stale';
  }

  async #put(adjustment: Adjustment, ConditionExpression: string): Promise<boolean> {
    try {
      await this.#client.send(new PutItemCommand({ ...this.#item(adjustment), ConditionExpression }));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  #item(adjustment: Adjustment) {
    const item = { ...adjustmentKey(adjustment), ...adjustmentAttributes(adjustment) };
    return { TableName: this.#table, Item: marshall(item, { removeUndefinedValues: true }) };
  }
}

const LOST: ReadonlySet<string> = new Set(['ConditionalCheckFailed', 'TransactionConflict']);
