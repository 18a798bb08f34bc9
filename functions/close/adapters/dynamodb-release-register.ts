import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { noReleases, type PeriodReleases, releasesAttributes, releasesFrom } from '#close/period-releases';
import type { ReleaseRegister } from '#close/release-ports';

/** Releases in the control table: `PERIOD#<id>`/`RELEASES`, one item per period. */
export class DynamodbReleaseRegister implements ReleaseRegister {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor(client: DynamoDBClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async find(periodId: string): Promise<PeriodReleases> {
    const { Item } = await this.#client.send(
      new GetItemCommand({ TableName: this.#table, Key: marshall(keyOf(periodId)), ConsistentRead: true }),
    );
    if (Item === undefined) return noReleases(periodId);
    const { pk: _pk, sk: _sk, ...item } = unmarshall(Item);
    return releasesFrom(item);
  }

  async save(releases: PeriodReleases): Promise<'saved' | 'stale'> {
    const isFirst = releases.revision === 1;
    try {
      await this.#client.send(
        new PutItemCommand({
          TableName: this.#table,
          Item: marshall(
            { ...keyOf(releases.periodId), ...releasesAttributes(releases) },
            { removeUndefinedValues: true },
          ),
          ConditionExpression: isFirst ? 'attribute_not_exists(pk)' : 'revision = :former',
          ...(!isFirst && { ExpressionAttributeValues: marshall({ ':former': releases.revision - 1 }) }),
        }),
      );
      return 'saved';
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return 'stale';
      throw error;
    }
  }
}

const keyOf = (periodId: string) => ({ pk: `PERIOD#${periodId}`, sk: 'RELEASES' });
