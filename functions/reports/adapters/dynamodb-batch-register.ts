import { BatchGetItemCommand, BatchWriteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Batch, BatchRegister } from '#reports/ports';

const READ_MAX = 100;
const WRITE_MAX = 25;

/** Batches in the control table, `REPORT#BATCH#<id>`. A record holds only what its id is made of, so writing twice is once. */
export class DynamodbBatchRegister implements BatchRegister {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor(client: DynamoDBClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async reuseOrCreate(batches: readonly Batch[]): Promise<{ readonly reused: number }> {
    const existing = new Set<string>();
    for (const some of slices(batches, READ_MAX)) for (const id of await this.#existing(some)) existing.add(id);
    const missing = batches.filter(({ batchId }) => !existing.has(batchId));
    for (const some of slices(missing, WRITE_MAX)) await this.#put(some);
    return { reused: existing.size };
  }

  async #existing(batches: readonly Batch[]): Promise<readonly string[]> {
    const found: string[] = [];
    let keys: Record<string, never>[] | undefined = batches.map(({ batchId }) => marshall(keyOf(batchId)) as never);
    while (keys !== undefined && keys.length > 0) {
      const answer = await this.#client.send(
        new BatchGetItemCommand({
          RequestItems: { [this.#table]: { Keys: keys, ProjectionExpression: 'batch_id', ConsistentRead: true } },
        }),
      );
      for (const item of answer.Responses?.[this.#table] ?? []) found.push(String(unmarshall(item)['batch_id']));
      keys = answer.UnprocessedKeys?.[this.#table]?.Keys as never;
    }
    return found;
  }

  async #put(batches: readonly Batch[]): Promise<void> {
    let requests = batches.map(({ batchId, kind, name }) => ({
      PutRequest: { Item: marshall({ ...keyOf(batchId), batch_id: batchId, kind, name }) },
    }));
    while (requests.length > 0) {
      const answer = await this.#client.send(new BatchWriteItemCommand({ RequestItems: { [this.#table]: requests } }));
      requests = (answer.UnprocessedItems?.[this.#table] ?? []) as typeof requests;
    }
  }
}

const keyOf = (batchId: string) => ({ pk: `REPORT#BATCH#${batchId}`, sk: 'HEAD' });

function* slices<Item>(items: readonly Item[], size: number): Generator<readonly Item[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
