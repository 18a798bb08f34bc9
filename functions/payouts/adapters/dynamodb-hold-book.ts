import { BatchGetItemCommand, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import type { Hold } from '#payouts/hold';
import type { HoldRegister } from '#payouts/ports';

const BATCH_GET_MAX = 100;
const item = z.object({ holder_id: z.string(), state: z.enum(['held', 'released']), reason: z.string() });

/** Holds in the control table: `HOLD#<holder>/HEAD` as it stands, `HOLD#<holder>/<instant>` each change, kept. */
export class DynamodbHoldBook implements HoldRegister {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor(client: DynamoDBClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async holdsOn(holderIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const held = new Map<string, string>();
    const ids = [...new Set(holderIds)];
    for (let start = 0; start < ids.length; start += BATCH_GET_MAX) {
      let unread = ids.slice(start, start + BATCH_GET_MAX).map((id) => marshall({ pk: `HOLD#${id}`, sk: 'HEAD' }));
      while (unread.length > 0) {
        const { Responses, UnprocessedKeys } = await this.#client.send(
          new BatchGetItemCommand({ RequestItems: { [this.#table]: { Keys: unread, ConsistentRead: true } } }),
        );
        for (const raw of Responses?.[this.#table] ?? []) {
          const { holder_id, state, reason } = item.parse(unmarshall(raw));
          if (state === 'held') held.set(holder_id, reason);
        }
        unread = UnprocessedKeys?.[this.#table]?.Keys ?? [];
      }
    }
    return held;
  }

  async record({ holderId, state, reason, by, at }: Hold): Promise<void> {
    const fields = { holder_id: holderId, state, reason, by, at };
    for (const sk of [at, 'HEAD'])
      await this.#client.send(
        new PutItemCommand({ TableName: this.#table, Item: marshall({ pk: `HOLD#${holderId}`, sk, ...fields }) }),
      );
  }
}
