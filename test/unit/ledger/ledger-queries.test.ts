import { type AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { DynamoDbLedgerStore } from '#ledger/adapters/dynamodb-ledger-store';
import { contentHashOf } from '#ledger/content';
import { keyOf, type LedgerItem } from '#ledger/ledger-item';
import { recordOf } from '#ledger/ledger-record';
import { aDraft, aPosting, MAY_1 } from '#test/support/ledger/builders';

type Item = Record<string, AttributeValue>;
interface Range {
  readonly from: string;
  readonly to: string;
}

/** A store whose queries are answered by the pages given, in turn, and remembered. */
function answeredBy(pages: readonly (readonly Item[])[]) {
  const asked: Range[] = [];
  const client = new DynamoDBClient({ region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
  client.middlewareStack.add(
    () => async (args) => {
      const { ExpressionAttributeValues: values } = args.input as { ExpressionAttributeValues: Item };
      asked.push({ from: values[':from']?.S ?? '', to: values[':to']?.S ?? '' });
      const Items = pages[Math.min(asked.length, pages.length) - 1] ?? [];
      return { output: { Items, $metadata: {} }, response: {} } as never;
    },
    { step: 'initialize' },
  );
  return { store: new DynamoDbLedgerStore(client, 'ledger'), asked };
}

function stored(item: LedgerItem): Item {
  const pairs = Object.entries({ ...keyOf(item), ...recordOf(item) });
  return Object.fromEntries(
    pairs.map(([name, value]) => [name, typeof value === 'number' ? { N: String(value) } : { S: value }]),
  );
}

const draft = aDraft('t1', [aPosting('bank:USD', 'payable:holder:H1:USD', '1')]);
const header = stored({
  kind: 'transaction',
  transaction: { ...draft, contentHash: contentHashOf(draft), recordedAt: MAY_1 },
});
const posted = stored({
  kind: 'state',
  transactionId: 't1',
  change: { ordinal: 1, state: 'posted', actor: { subject: 'a' }, recordedAt: MAY_1 },
});

describe('what the ledger asks of the table', () => {
  it('is asked again when a header shows before its state: a query may see half of a transaction that commits', async () => {
    const { store, asked } = answeredBy([[header], [header], [header, posted]]);

    expect((await store.transaction('t1'))?.states.map(({ state }) => state)).toEqual(['posted']);
    expect(asked).toHaveLength(3);
  });

  it('is a bug when the state never shows', async () => {
    const { store } = answeredBy([[header]]);

    await expect(store.transaction('t1')).rejects.toThrow('t1 has a header and no state');
  });

  it('reads no account of another holder whose id begins alike, however many there are', async () => {
    const { store, asked } = answeredBy([[]]);

    await store.shardsUnder('payable:holder:H1');

    const isRead = (sk: string) => asked.some(({ from, to }) => from <= sk && sk <= to);
    expect(isRead('payable:holder:H10:USD')).toBe(false);
    expect(isRead('payable:holder:H1:USD')).toBe(true);
    expect(isRead('payable:holder:H1#00')).toBe(true);
    expect(isRead('payable:holder:H1')).toBe(true);
  });
});
