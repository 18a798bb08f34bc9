import {
  BatchGetItemCommand,
  type BatchGetItemCommandOutput,
  type DynamoDBClient,
  ExecuteTransactionCommand,
  type KeysAndAttributes,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Batch, BatchRegister } from '#reports/ports';

const ITEMS_MAX = 100;

/** Batches in the control table, `REPORT#BATCH#<id>`. A record holds only what its id is made of, so it never changes. */
export class DynamodbBatchRegister implements BatchRegister {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor(client: DynamoDBClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async reuseOrCreate(batches: readonly Batch[]): Promise<{ readonly reused: number }> {
    let reused = 0;
    for (let start = 0; start < batches.length; start += ITEMS_MAX) {
      reused += await this.#reuseOrCreateSome(batches.slice(start, start + ITEMS_MAX));
    }
    return { reused };
  }

  /** Inserts what is missing in one transaction; when another report was faster, looks again. */
  async #reuseOrCreateSome(batches: readonly Batch[]): Promise<number> {
    for (;;) {
      const existing = await this.#existing(batches);
      const missing = batches.filter(({ batchId }) => !existing.has(batchId));
      if (missing.length === 0 || (await this.#insert(missing))) return existing.size;
    }
  }

  async #existing(batches: readonly Batch[]): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    let wanted: KeysAndAttributes | undefined = {
      Keys: batches.map(({ batchId }) => marshall(keyOf(batchId))),
      ConsistentRead: true,
    };
    while (wanted !== undefined) {
      const answer: BatchGetItemCommandOutput = await this.#client.send(
        new BatchGetItemCommand({ RequestItems: { [this.#table]: wanted } }),
      );
      for (const item of answer.Responses?.[this.#table] ?? []) found.add(String(unmarshall(item)['batch_id']));
      wanted = answer.UnprocessedKeys?.[this.#table];
    }
    return found;
  }

  async #insert(batches: readonly Batch[]): Promise<boolean> {
    const Statement = `INSERT INTO "${this.#table}" VALUE {'pk': ?, 'sk': ?, 'batch_id': ?, 'kind': ?, 'name': ?}`;
    const TransactStatements = batches.map(({ batchId, kind, name }) => {
      const { pk, sk } = keyOf(batchId);
      return { Statement, Parameters: [pk, sk, batchId, kind, name].map((S) => ({ S })) };
    });
    try {
      await this.#client.send(new ExecuteTransactionCommand({ TransactStatements }));
      return true;
    } catch (error) {
      if (error instanceof TransactionCanceledException) return false;
      throw error;
    }
  }
}

const keyOf = (batchId: string) => ({ pk: `REPORT#BATCH#${batchId}`, sk: 'HEAD' });
