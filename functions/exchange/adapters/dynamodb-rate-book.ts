import {
  type DynamoDBClient,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import type { RateBook, StoredRate } from '#exchange/rate-book';
import type { DailyRate } from '#exchange/rate-row';
import { BrokenInvariant } from '#kernel/errors';
import { parseCurrency } from '#kernel/money/currency';
import type { Instant } from '#kernel/time/clock';

const QUERIES_AT_ONCE = 20;
const HIGHEST = '\u{10ffff}';

const currency = z.string().transform((text) => {
  const known = parseCurrency(text);
  if (known === undefined) throw new BrokenInvariant(`${text} is no currency`);
  return known;
});

const rateItem = z
  .object({
    date: z.string(),
    base: currency,
    quote: currency,
    rate: z.string(),
    version: z.int().positive(),
    drop_id: z.string(),
    dropped_at: z.string().transform((text) => text as Instant),
  })
  .transform(({ drop_id, dropped_at, ...rest }): StoredRate => ({ ...rest, dropId: drop_id, droppedAt: dropped_at }));

/** `FX#<base>#<quote>` / `<day>#<version>` in the control table: every version is kept, the highest of a day is in force. */
export function createDynamodbRateBook({
  dynamodb,
  controlTable,
}: {
  readonly dynamodb: DynamoDBClient;
  readonly controlTable: string;
}): RateBook {
  return {
    async inForce(asked) {
      const found: (StoredRate | undefined)[] = [];
      for (let from = 0; from < asked.length; from += QUERIES_AT_ONCE)
        found.push(
          ...(await Promise.all(asked.slice(from, from + QUERIES_AT_ONCE).map((one) => newest(one, one.date)))),
        );
      return found;
    },
    latest: (asked) => newest(asked, ''),
    async add(rates) {
      const TransactItems = rates.map((rate) => ({
        Put: { TableName: controlTable, Item: itemOf(rate), ConditionExpression: 'attribute_not_exists(pk)' },
      }));
      try {
        await dynamodb.send(new TransactWriteItemsCommand({ TransactItems }));
        return 'added';
      } catch (error) {
        if (isLostRace(error)) return 'lost-race';
        throw error;
      }
    },
  };

  /** The highest version of the latest day from `from` to the day asked for. */
  async function newest({ base, quote, date }: Omit<DailyRate, 'rate'>, from: string): Promise<StoredRate | undefined> {
    const { Items = [] } = await dynamodb.send(
      new QueryCommand({
        TableName: controlTable,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk and sk between :from and :to',
        ExpressionAttributeValues: marshall({
          ':pk': pairKey({ base, quote }),
          ':from': `${from}#`,
          ':to': `${date}#${HIGHEST}`,
        }),
        ScanIndexForward: false,
        Limit: 1,
      }),
    );
    return Items[0] === undefined ? undefined : rateItem.parse(unmarshall(Items[0]));
  }
}

function pairKey({ base, quote }: Pick<DailyRate, 'base' | 'quote'>): string {
  return `FX#${base}#${quote}`;
}

function itemOf({ dropId, droppedAt, ...rate }: StoredRate) {
  const sk = `${rate.date}#${String(rate.version).padStart(6, '0')}`;
  return marshall({ pk: pairKey(rate), sk, ...rate, drop_id: dropId, dropped_at: droppedAt });
}

function isLostRace(error: unknown): boolean {
  const passing = new Set(['ConditionalCheckFailed', 'TransactionConflict']);
  return (
    error instanceof TransactionCanceledException &&
    (error.CancellationReasons ?? []).some(({ Code = '' }) => passing.has(Code))
  );
}
