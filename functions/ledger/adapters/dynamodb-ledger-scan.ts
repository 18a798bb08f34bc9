import { type AttributeValue, type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import type { LedgerScan, StoredItem } from '#ledger/ledger-scan';

type Item = Record<string, AttributeValue>;

/** Read at once: the table answers each from other partitions. */
const SEGMENTS = 4;

/** Reads the whole table, strongly consistent, in segments side by side; each page is handed on as it comes. */
export class DynamodbLedgerScan implements LedgerScan {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor(client: DynamoDBClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async *pages(): AsyncGenerator<readonly StoredItem[], void, undefined> {
    const asked = new Map(Array.from({ length: SEGMENTS }, (_, segment) => [segment, this.#page(segment)] as const));
    while (asked.size > 0) {
      const { segment, items, next } = await Promise.race(asked.values());
      if (next === undefined) asked.delete(segment);
      else asked.set(segment, this.#page(segment, next));
      yield items.map(storedItemOf);
    }
  }

  async #page(segment: number, start?: Item) {
    const answer = await this.#client.send(
      new ScanCommand({
        TableName: this.#table,
        ConsistentRead: true,
        Segment: segment,
        TotalSegments: SEGMENTS,
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    return { segment, items: answer.Items ?? [], next: answer.LastEvaluatedKey };
  }
}

/** A loop instead of entries mapped to entries: a scan makes millions of these. */
function storedItemOf({ pk, sk, ...attributes }: Item): StoredItem {
  const record: Record<string, string | number> = {};
  for (const name in attributes) {
    const attribute = attributes[name];
    record[name] = attribute?.N === undefined ? (attribute?.S ?? '') : Number(attribute.N);
  }
  return { pk: pk?.S ?? '', sk: sk?.S ?? '', record };
}
