import { ConditionalCheckFailedException, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { AlarmRegister, Tampering } from '#ledger/tampering';

/** `ALARM#…` items of the control table, listed by `gsi1pk = ALARMS` in order of time. */
export class DynamoDbAlarmRegister implements AlarmRegister {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor(client: DynamoDBClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async record(tampering: Tampering): Promise<void> {
    const { id, key, change, before, after, happenedAt } = tampering;
    const item = {
      pk: `ALARM#${id}`,
      sk: 'HEAD',
      gsi1pk: 'ALARMS',
      gsi1sk: `${happenedAt}#${id}`,
      alarm: 'ledger-tampered',
      change,
      ledger_pk: key.pk,
      ledger_sk: key.sk,
      before,
      after,
      happened_at: happenedAt,
    };
    const command = new PutItemCommand({
      TableName: this.#table,
      Item: Object.fromEntries(Object.entries(item).map(([name, value]) => [name, { S: value }])),
      ConditionExpression: 'attribute_not_exists(pk)',
    });
    await this.#client.send(command).catch((error: unknown) => {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    });
  }
}
