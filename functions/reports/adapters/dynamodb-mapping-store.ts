import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { assertThat } from '#kernel/errors';
import { compareUtf8 } from '#kernel/utf8-order';
import { type Mapping, parseMapping } from '#reports/mapping';
import type { MappingStore } from '#reports/ports';
import { SHIPPED_MAPPINGS } from '#reports/shipped-mappings';

/** Mappings stored through the API, `MAPPING#<provider>` / `V#<version>`, listed by provider under `MAPPINGS`, after those that are shipped. */
export class DynamodbMappingStore implements MappingStore {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor(client: DynamoDBClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async versions(provider: string): Promise<readonly Mapping[]> {
    const answer = await this.#client.send(
      new QueryCommand({
        TableName: this.#table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: marshall({ ':pk': `MAPPING#${provider}` }),
        ConsistentRead: true,
      }),
    );
    const stored = (answer.Items ?? []).map((item) => mappingOf(unmarshall(item)['document']));
    return [...SHIPPED_MAPPINGS.filter((mapping) => mapping.provider === provider), ...stored];
  }

  async providers(): Promise<readonly string[]> {
    const providers = new Set(SHIPPED_MAPPINGS.map(({ provider }) => provider));
    let start: QueryCommandInput['ExclusiveStartKey'];
    do {
      const answer = await this.#client.send(
        new QueryCommand({
          TableName: this.#table,
          IndexName: 'gsi1',
          KeyConditionExpression: 'gsi1pk = :mappings',
          ExpressionAttributeValues: marshall({ ':mappings': LISTED }),
          ProjectionExpression: 'provider',
          ...(start !== undefined && { ExclusiveStartKey: start }),
        }),
      );
      for (const item of answer.Items ?? []) providers.add(String(unmarshall(item)['provider']));
      start = answer.LastEvaluatedKey;
    } while (start !== undefined);
    return [...providers].sort(compareUtf8);
  }

  async add(mapping: Mapping, { subject, at }: { subject: string; at: string }): Promise<'added' | 'stale'> {
    const { provider, version } = mapping;
    const key = { pk: `MAPPING#${provider}`, sk: `V#${String(version).padStart(6, '0')}` };
    const listed = { gsi1pk: LISTED, gsi1sk: `${provider}#${key.sk}` };
    const item = {
      ...key,
      ...listed,
      provider,
      version,
      document: JSON.stringify(mapping),
      stored_by: subject,
      stored_at: at,
    };
    try {
      await this.#client.send(
        new PutItemCommand({
          TableName: this.#table,
          Item: marshall(item),
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
      );
      return 'added';
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return 'stale';
      throw error;
    }
  }
}

const LISTED = 'MAPPINGS';

function mappingOf(document: unknown): Mapping {
  const parsed = parseMapping(JSON.parse(String(document)));
  assertThat(parsed.kind === 'valid', 'A stored mapping was valid when it was stored');
  return parsed.mapping;
}
