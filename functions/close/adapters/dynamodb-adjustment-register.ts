import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Adjustment } from '#close/adjustment';
import { adjustmentAttributes, adjustmentFrom, adjustmentKey } from '#close/adjustment-item';
import type { AdjustmentRegister } from '#close/adjustment-ports';

/** Adjustments in the control table: `ADJUSTMENTS#<country>` / `<period>#<id>`. A freeze marks what it takes in its own write. */
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

  async create(adjustment: Adjustment): Promise<'created' | 'exists'> {
    return (await this.#put(adjustment, 'attribute_not_exists(pk)')) ? 'created' : 'exists';
  }

  async approve(adjustment: Adjustment): Promise<'approved' | 'stale'> {
    const isFirst = await this.#put(adjustment, 'attribute_exists(pk) and attribute_not_exists(approved_by)');
    return isFirst ? 'approved' : 'stale';
  }

  async #put(adjustment: Adjustment, ConditionExpression: string): Promise<boolean> {
    const item = { ...adjustmentKey(adjustment), ...adjustmentAttributes(adjustment) };
    const Item = marshall(item, { removeUndefinedValues: true });
    try {
      await this.#client.send(new PutItemCommand({ TableName: this.#table, Item, ConditionExpression }));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }
}
