import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import type { Hold } from '#payouts/hold';
import type { HoldRegister } from '#payouts/ports';
import { getEach } from '#platform/clients/dynamodb-pages';

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
    const keys = [...new Set(holderIds)].map((id) => ({ pk: `HOLD#${id}`, sk: 'HEAD' }));
    const heads = (await getEach(this.#client, this.#table, keys)).map((head) => item.parse(head));
    return new Map(
      heads.filter(({ state }) => state === 'held').map(({ holder_id, reason }) => [holder_id, reason] as const),
    );
  }

  async record({ holderId, state, reason, by, at }: Hold): Promise<void> {
    const fields = { holder_id: holderId, state, reason, by, at };
    for (const sk of [at, 'HEAD'])
      await this.#client.send(
        new PutItemCommand({ TableName: this.#table, Item: marshall({ pk: `HOLD#${holderId}`, sk, ...fields }) }),
      );
  }
}
