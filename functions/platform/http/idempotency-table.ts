import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import { dynamodbClient } from '#platform/clients/dynamodb';
import { readEnvironment } from '#platform/environment';
import type { Intent, IntentStore, StoredIntent } from '#platform/http/idempotency';

const answerSchema = z.object({
  statusCode: z.int(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
});

/** The control table's intents, of this function's environment. */
export function idempotencyTable(): IntentStore {
  return new IdempotencyTable(dynamodbClient, readEnvironment('CONTROL_TABLE').CONTROL_TABLE);
}

export class IdempotencyTable implements IntentStore {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor(client: DynamoDBClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  /** Free when there is no item, it has expired (a TTL deletes late), or its lease ran out unanswered for the same payload. */
  async claim(claim: Parameters<IntentStore['claim']>[0]): Promise<{ readonly kind: 'claimed' } | StoredIntent> {
    const { intent, now, leaseUntil, expiresAtSeconds } = claim;
    try {
      await this.#client.send(
        new PutItemCommand({
          TableName: this.#table,
          Item: {
            ...keyOf(intent),
            state: { S: 'in-flight' },
            fingerprint: { S: intent.fingerprint },
            lease_until: { N: String(leaseUntil) },
            expires_at_seconds: { N: String(expiresAtSeconds) },
          },
          ConditionExpression:
            'attribute_not_exists(pk) or expires_at_seconds <= :nowSeconds' +
            ' or (#state = :inFlight and lease_until < :now and fingerprint = :fingerprint)',
          ExpressionAttributeNames: { '#state': 'state' },
          ExpressionAttributeValues: {
            ':now': { N: String(now) },
            ':nowSeconds': { N: String(Math.floor(now / 1000)) },
            ':inFlight': { S: 'in-flight' },
            ':fingerprint': { S: intent.fingerprint },
          },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return { kind: 'claimed' };
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException && error.Item !== undefined) return readIntent(error.Item);
      throw error;
    }
  }

  async complete(intent: Intent, leaseUntil: number, answer: z.infer<typeof answerSchema>): Promise<void> {
    await this.#client.send(
      new UpdateItemCommand({
        TableName: this.#table,
        Key: keyOf(intent),
        UpdateExpression: 'set #state = :answered, answer = :answer',
        ConditionExpression: '#state = :inFlight and lease_until = :lease',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: {
          ':answered': { S: 'answered' },
          ':answer': { S: JSON.stringify(answer) },
          ':inFlight': { S: 'in-flight' },
          ':lease': { N: String(leaseUntil) },
        },
      }),
    );
  }

  async release(intent: Intent, leaseUntil: number): Promise<void> {
    await this.#client.send(
      new DeleteItemCommand({
        TableName: this.#table,
        Key: keyOf(intent),
        ConditionExpression: '#state = :inFlight and lease_until = :lease',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':inFlight': { S: 'in-flight' }, ':lease': { N: String(leaseUntil) } },
      }),
    );
  }
}

function keyOf(intent: Intent): Record<'pk' | 'sk', AttributeValue> {
  return { pk: { S: `IDEMPOTENCY#${intent.id}` }, sk: { S: 'HEAD' } };
}

function readIntent(item: Record<string, AttributeValue>): StoredIntent {
  const fingerprint = z.string().parse(item['fingerprint']?.S);
  if (item['state']?.S !== 'answered') return { kind: 'in-flight', fingerprint };
  const stored: unknown = JSON.parse(z.string().parse(item['answer']?.S));
  return { kind: 'answered', fingerprint, answer: answerSchema.parse(stored) };
}
