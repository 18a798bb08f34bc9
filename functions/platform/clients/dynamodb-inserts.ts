import {
  type CancellationReason,
  type DynamoDBClient,
  ExecuteTransactionCommand,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';

type Item = Readonly<Record<string, unknown>>;

/** A transaction takes so many statements. */
const STATEMENTS_MAX = 100;

/** Inserts all items or none, in one write of at most 100; `exists` when a key is taken, or a rival is at it. */
export async function insertAll(
  client: DynamoDBClient,
  table: string,
  items: readonly Item[],
): Promise<'inserted' | 'exists'> {
  const TransactStatements = items.map((item) => {
    const fields = Object.entries(marshall(item, { removeUndefinedValues: true }));
    const names = fields.map(([name]) => `'${name}': ?`).join(', ');
    return { Statement: `INSERT INTO "${table}" VALUE {${names}}`, Parameters: fields.map(([, value]) => value) };
  });
  try {
    await client.send(new ExecuteTransactionCommand({ TransactStatements }));
    return 'inserted';
  } catch (error) {
    if (error instanceof TransactionCanceledException && (error.CancellationReasons ?? []).some(isTaken))
      return 'exists';
    throw error;
  }
}

/**
 * Inserts groups of items, each group whole or not at all; one whose first key is taken stays as it was first. Many groups go in one write;
 * only where that meets a taken key is each tried by itself.
 */
export async function insertEach(
  client: DynamoDBClient,
  table: string,
  groups: readonly (readonly Item[])[],
): Promise<void> {
  let together: (readonly Item[])[] = [];
  const flush = async () => {
    if (together.length === 0) return;
    if ((await insertAll(client, table, together.flat())) === 'exists')
      for (const group of together) await insertAll(client, table, group);
    together = [];
  };
  for (const group of groups) {
    if (together.flat().length + group.length > STATEMENTS_MAX) await flush();
    together.push(group);
  }
  await flush();
}

/** AWS's own local engine calls a duplicate key a validation error and names it in the message. */
function isTaken({ Code = '', Message = '' }: CancellationReason): boolean {
  return (
    Code === 'DuplicateItem' ||
    Code === 'ConditionalCheckFailed' ||
    Code === 'TransactionConflict' ||
    (Code === 'ValidationError' && /duplicate/i.test(Message))
  );
}
