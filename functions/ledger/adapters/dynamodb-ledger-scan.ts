import { type AttributeValue, type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import type { LedgerScan, StoredItem } from '#ledger/ledger-scan';

type Item = Record<string, AttributeValue>;

/**
 * About what a page of 1 MB holds of entries. Without a limit the local engine reads all that is left of the table for every
 * page, and cuts it then.
 */
const PAGE_ITEMS = 1000;

/**
 * Reads the whole table, strongly consistent, page by page; the next page is on its way while one is looked at. Segments side
 * by side would gain nothing: hashing what was read takes longer than reading it.
 */
export class DynamodbLedgerScan implements LedgerScan {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor(client: DynamoDBClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async *pages(): AsyncGenerator<readonly StoredItem[], void, undefined> {
    let asked: Promise<Page> | undefined = this.#page();
    while (asked !== undefined) {
      const { items, next }: Page = await asked;
      asked = next === undefined ? undefined : this.#page(next);
      // Whoever stops looking has no use for it; whoever goes on meets its failure at the next turn.
      asked?.catch(() => undefined);
      yield items.map(storedItemOf);
    }
  }

  async #page(start?: Item): Promise<Page> {
    const answer = await this.#client.send(
      new ScanCommand({
        TableName: this.#table,
        ConsistentRead: true,
        Limit: PAGE_ITEMS,
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    return { items: answer.Items ?? [], next: answer.LastEvaluatedKey };
  }
}

interface Page {
  readonly items: readonly Item[];
  readonly next: Item | undefined;
}

/** A loop over the item as it came, and no copy without its key: a scan makes millions of these. */
function storedItemOf(item: Item): StoredItem {
  const record: Record<string, string | number> = {};
  for (const name in item) {
    if (name === 'pk' || name === 'sk') continue;
    const attribute = item[name];
    record[name] = attribute?.N === undefined ? (attribute?.S ?? '') : Number(attribute.N);
  }
  return { pk: item['pk']?.S ?? '', sk: item['sk']?.S ?? '', record };
}
