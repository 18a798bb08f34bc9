import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import {
  type Destination,
  type DestinationApproval,
  type DestinationContent,
  type DestinationVersion,
  destinationOf,
} from '#holders/destination';
import type { DestinationBook } from '#holders/ports';
import { destinationKind } from '#holders/record-kinds';
import type { StoredRecord, VersionedRecords } from '#holders/versioned-records';
import { parseInstant } from '#kernel/time/clock';

/** Destinations with their histories: `DESTINATION#<holder id>` with `HEAD`, `V#<n>` and `APPROVAL#<version>`. */
export class DynamodbDestinationBook implements DestinationBook {
  readonly #client: DynamoDBClient;
  readonly #table: string;
  readonly #records: Pick<VersionedRecords<DestinationContent>, 'findMany'>;

  constructor(client: DynamoDBClient, table: string, records: Pick<VersionedRecords<DestinationContent>, 'findMany'>) {
    this.#client = client;
    this.#table = table;
    this.#records = records;
  }

  /** A first version has no history; only what was changed, which is rare, costs a query of its own. */
  async getDestinations(holderIds: readonly string[]): Promise<ReadonlyMap<string, Destination>> {
    const heads = await this.#records.findMany(holderIds);
    const found = [...heads.values()].map(
      async (head): Promise<[string, Destination | undefined]> => [
        head.id,
        head.version === 1 ? destinationOf([versionOf(head)], []) : await this.#withHistory(head.id),
      ],
    );
    const all = await Promise.all(found);
    return new Map(all.filter((entry): entry is [string, Destination] => entry[1] !== undefined));
  }

  async approve(holderId: string, approval: DestinationApproval): Promise<void> {
    const { digest, version, approvedBy, approvedAt } = approval;
    const Item = marshall({
      pk: partitionOf(holderId),
      sk: `APPROVAL#${String(version).padStart(10, '0')}`,
      digest,
      version,
      approved_by: approvedBy,
      approved_at: approvedAt,
    });
    try {
      await this.#client.send(
        new PutItemCommand({ TableName: this.#table, Item, ConditionExpression: 'attribute_not_exists(pk)' }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }

  async #withHistory(holderId: string): Promise<Destination | undefined> {
    const { Items = [] } = await this.#client.send(
      new QueryCommand({
        TableName: this.#table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: marshall({ ':pk': partitionOf(holderId) }),
        ConsistentRead: true,
      }),
    );
    const items = Items.map((item) => unmarshall(item));
    const history = items.filter(({ sk }) => String(sk).startsWith('V#')).map(storedVersion);
    const approvals = items.filter(({ sk }) => String(sk).startsWith('APPROVAL#')).map(storedApproval);
    return destinationOf(history, approvals);
  }
}

const partitionOf = (holderId: string) => `${destinationKind.prefix}#${holderId}`;

const instant = z
  .string()
  .transform((text, context) => parseInstant(text) ?? context.addIssue('no instant') ?? z.NEVER);
const versionItem = z.object({ version: z.number(), dropped_at: instant });
const approvalItem = z.object({
  digest: z.string(),
  version: z.number(),
  approved_by: z.string(),
  approved_at: instant,
});

function versionOf({ version, content, droppedAt }: StoredRecord<DestinationContent>): DestinationVersion {
  return { version, content, droppedAt };
}

function storedVersion(item: Record<string, unknown>): DestinationVersion {
  const { version, dropped_at } = versionItem.parse(item);
  return { version, droppedAt: dropped_at, content: destinationKind.parse(item) };
}

function storedApproval(item: Record<string, unknown>): DestinationApproval {
  const { digest, version, approved_by, approved_at } = approvalItem.parse(item);
  return { digest, version, approvedBy: approved_by, approvedAt: approved_at };
}
