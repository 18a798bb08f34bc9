import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import type { AuditResult } from '#audit/audit-result';
import type { AuditBook } from '#audit/ports';
import type { Instant } from '#kernel/time/clock';
import { queryPage } from '#platform/clients/dynamodb-pages';

const instant = z.string().transform((text) => text as Instant);
const texts = z.array(z.string()).exactOptional();
const resultItem = z.object({
  check: z.string(),
  status: z.enum(['ok', 'failed']),
  checkedAt: instant,
  cut: instant,
  findings: z.array(z.object({ message: z.string(), accounts: texts, entries: texts, transactions: texts })),
  findingCount: z.number(),
});

/** Results in the control table: `AUDIT#<check>` with `HEAD`, the last one, and `RUN#<checked at>`, every one that there was. */
export class DynamodbAuditBook implements AuditBook {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor(client: DynamoDBClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async record(result: AuditResult): Promise<void> {
    await this.#put(result, `RUN#${result.checkedAt}`);
    await this.#put(result, 'HEAD', {
      ConditionExpression: 'attribute_not_exists(pk) or checkedAt <= :checkedAt',
      ExpressionAttributeValues: marshall({ ':checkedAt': result.checkedAt }),
    });
  }

  async latest(checks: readonly string[]): Promise<readonly (AuditResult | undefined)[]> {
    return await Promise.all(
      checks.map(async (check) => {
        const Key = marshall({ pk: `AUDIT#${check}`, sk: 'HEAD' });
        const { Item } = await this.#client.send(
          new GetItemCommand({ TableName: this.#table, Key, ConsistentRead: true }),
        );
        return Item === undefined ? undefined : resultItem.parse(unmarshall(Item));
      }),
    );
  }

  async runs(check: string, { limit, after }: { readonly limit: number; readonly after?: string | undefined }) {
    const { items, ...next } = await queryPage(this.#client, this.#table, {
      partition: `AUDIT#${check}`,
      prefix: 'RUN#',
      isDescending: true,
      limit,
      after,
    });
    return { items: items.map((item) => resultItem.parse(item)), ...next };
  }

  async #put(
    result: AuditResult,
    sk: string,
    condition: Partial<ConstructorParameters<typeof PutItemCommand>[0]> = {},
  ): Promise<void> {
    const Item = marshall({ pk: `AUDIT#${result.check}`, sk, ...result }, { removeUndefinedValues: true });
    try {
      await this.#client.send(new PutItemCommand({ TableName: this.#table, Item, ...condition }));
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }
}
