import { type AttributeValue, type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import type { Instant } from '#kernel/time/clock';
import { EXPIRED_DAYS, type Expiry, expiriesOf } from '#ledger/ledger-item';
import type { ReservationIndex } from '#ledger/reservation-index';
import { storedInstant } from '#ledger/stored-fields';

const expirySchema = z.object({
  reservation_id: z.object({ S: z.string() }),
  expires_at: z.object({ S: storedInstant }),
});

const HIGHEST = '\u{10ffff}';

/** The `RESERVATIONS#<day>` partitions of the ledger's table, and `RESERVATIONS`, which names the days that are done. */
export class DynamoDbReservationIndex implements ReservationIndex {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor(client: DynamoDBClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async expiring({ day, through }: { readonly day: string; readonly through: Instant }): Promise<readonly Expiry[]> {
    const found: Expiry[] = [];
    let start: Record<string, AttributeValue> | undefined;
    do {
      const page = await this.#client.send(
        new QueryCommand({
          TableName: this.#table,
          ConsistentRead: true,
          KeyConditionExpression: 'pk = :pk and sk <= :through',
          ExpressionAttributeValues: { ':pk': { S: expiriesOf(day) }, ':through': { S: `${through}#${HIGHEST}` } },
          ...(start === undefined ? {} : { ExclusiveStartKey: start }),
        }),
      );
      for (const item of page.Items ?? []) {
        const read = expirySchema.parse(item);
        found.push({ reservationId: read.reservation_id.S, expiresAt: read.expires_at.S });
      }
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
    return found;
  }

  async latestExpiredDay(): Promise<string | undefined> {
    const page = await this.#client.send(
      new QueryCommand({
        TableName: this.#table,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: EXPIRED_DAYS } },
        ScanIndexForward: false,
        Limit: 1,
      }),
    );
    return page.Items?.[0]?.['sk']?.S;
  }
}
