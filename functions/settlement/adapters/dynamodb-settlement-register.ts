import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { PageOf, PageQuery, SettlementRegister } from '#settlement/ports';
import { openLineAttributes, openLineFrom, statementAttributes, statementFrom } from '#settlement/settlement-item';
import type { OpenLine, StoredStatement } from '#settlement/settlement-record';
import type { ChainHead } from '#settlement/statement-chain';
import type { BankAccountKey } from '#settlement/statement-name';

type Item = Record<string, unknown>;

const STATEMENTS = 'BANKSTATEMENTS';
const OPEN_LINES = 'BANKLINES#OPEN';
const ACCOUNTS = 'BANKACCOUNTS';

/**
 * Bank statements in the control table: `BANKSTATEMENT#<key>`, `BANKLINE#<id>` for lines that were ever open, `BANKACCOUNTS` with the
 * head of every account's chain, `BANKEXPLAINED#<what>` for what explains one line and no other.
 */
export class DynamodbSettlementRegister implements SettlementRegister {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor(client: DynamoDBClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async findStatement(statementKey: string): Promise<StoredStatement | undefined> {
    const item = await this.#get(statementKeys(statementKey));
    return item === undefined ? undefined : statementFrom(item);
  }

  async findHead(account: BankAccountKey): Promise<ChainHead | undefined> {
    const item = await this.#get(headKeys(account));
    return item === undefined ? undefined : headFrom(item);
  }

  async heads(): Promise<readonly ChainHead[]> {
    const found: ChainHead[] = [];
    let start: Parameters<typeof unmarshall>[0] | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await this.#client.send(
        new QueryCommand({
          TableName: this.#table,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: marshall({ ':pk': ACCOUNTS }),
          ConsistentRead: true,
          ...(start !== undefined && { ExclusiveStartKey: start as never }),
        }),
      );
      found.push(...Items.map((item) => headFrom(unmarshall(item))));
      start = LastEvaluatedKey;
    } while (start !== undefined);
    return found;
  }

  async claim(statement: StoredStatement, head: ChainHead): Promise<'claimed' | 'stale'> {
    const isFirst = head.revision === 1;
    const put = (Item: Item, condition: string, values?: Item) => ({
      Put: {
        TableName: this.#table,
        Item: marshall(Item, { removeUndefinedValues: true }),
        ConditionExpression: condition,
        ...(values !== undefined && { ExpressionAttributeValues: marshall(values) }),
      },
    });
    try {
      await this.#client.send(
        new TransactWriteItemsCommand({
          TransactItems: [
            put(statementItem(statement), 'attribute_not_exists(pk)'),
            isFirst
              ? put(headItem(head), 'attribute_not_exists(pk)')
              : put(headItem(head), 'revision = :former', { ':former': head.revision - 1 }),
          ],
        }),
      );
      return 'claimed';
    } catch (error) {
      if (error instanceof TransactionCanceledException) return 'stale';
      throw error;
    }
  }

  async saveStatement(statement: StoredStatement): Promise<void> {
    await this.#put(statementItem(statement), 'attribute_exists(pk)');
  }

  async addOpenLine(line: OpenLine): Promise<void> {
    await this.#put(openLineItem(line), 'attribute_not_exists(pk)');
  }

  async findOpenLine(lineId: string): Promise<OpenLine | undefined> {
    const item = await this.#get(lineKeys(lineId));
    return item === undefined ? undefined : openLineFrom(item);
  }

  async saveOpenLine(line: OpenLine): Promise<'saved' | 'stale'> {
    const condition = 'revision = :former';
    return (await this.#put(openLineItem(line), condition, { ':former': line.revision - 1 })) ? 'saved' : 'stale';
  }

  listStatements(query: PageQuery): Promise<PageOf<StoredStatement>> {
    return this.#list({ ...query, partition: STATEMENTS, isNewestFirst: true }, statementFrom);
  }

  listOpenLines(query: PageQuery): Promise<PageOf<OpenLine>> {
    return this.#list({ ...query, partition: OPEN_LINES, isNewestFirst: false }, openLineFrom);
  }

  async claimExplanation(what: string, lineId: string): Promise<string> {
    const keys = { pk: `BANKEXPLAINED#${what}`, sk: 'HEAD' };
    if (await this.#put({ ...keys, line_id: lineId }, 'attribute_not_exists(pk)')) return lineId;
    const standing = await this.#get(keys);
    return String(standing?.['line_id']);
  }

  async #get(keys: Item): Promise<Item | undefined> {
    const { Item } = await this.#client.send(
      new GetItemCommand({ TableName: this.#table, Key: marshall(keys), ConsistentRead: true }),
    );
    return Item === undefined ? undefined : unmarshall(Item);
  }

  /** Whether the condition held; a write that stands already under a lost answer reads as one that did not. */
  async #put(item: Item, condition: string, values?: Item): Promise<boolean> {
    try {
      await this.#client.send(
        new PutItemCommand({
          TableName: this.#table,
          Item: marshall(item, { removeUndefinedValues: true }),
          ConditionExpression: condition,
          ...(values !== undefined && { ExpressionAttributeValues: marshall(values) }),
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  async #list<Found>(
    {
      partition,
      limit,
      after,
      isNewestFirst,
    }: PageQuery & { readonly partition: string; readonly isNewestFirst: boolean },
    read: (item: unknown) => Found,
  ): Promise<PageOf<Found>> {
    const comparison = isNewestFirst ? '<' : '>';
    const { Items = [], LastEvaluatedKey } = await this.#client.send(
      new QueryCommand({
        TableName: this.#table,
        IndexName: 'gsi1',
        KeyConditionExpression: `gsi1pk = :partition${after === undefined ? '' : ` and gsi1sk ${comparison} :after`}`,
        ExpressionAttributeValues: marshall({
          ':partition': partition,
          ...(after !== undefined && { ':after': after }),
        }),
        ScanIndexForward: !isNewestFirst,
        Limit: limit,
      }),
    );
    const items = Items.map((item) => unmarshall(item));
    const last = items.at(-1);
    const isMore = LastEvaluatedKey !== undefined && last !== undefined;
    return { items: items.map(read), ...(isMore && { nextAfter: String(last['gsi1sk']) }) };
  }
}

const statementKeys = (statementKey: string) => ({ pk: `BANKSTATEMENT#${statementKey}`, sk: 'HEAD' });
const lineKeys = (lineId: string) => ({ pk: `BANKLINE#${lineId}`, sk: 'HEAD' });
const headKeys = ({ account, currency }: BankAccountKey) => ({ pk: ACCOUNTS, sk: `${account}#${currency}` });

function statementItem(statement: StoredStatement): Item {
  const { statementKey, closing } = statement;
  const listed = { gsi1pk: STATEMENTS, gsi1sk: `${closing.on}#${statementKey}` };
  return { ...statementKeys(statementKey), ...listed, ...statementAttributes(statement) };
}

/** A matched line leaves the list, and stays. */
function openLineItem(line: OpenLine): Item {
  const { lineId, state } = line;
  const listed = state === 'matched' ? {} : { gsi1pk: OPEN_LINES, gsi1sk: `${line.line.bookedOn}#${lineId}` };
  return { ...lineKeys(lineId), ...listed, ...openLineAttributes(line) };
}

function headItem(head: ChainHead): Item {
  const { closing, ...rest } = head;
  return { ...headKeys(head), ...rest, closing: closing.toString() };
}

function headFrom({ pk: _pk, sk: _sk, closing, ...rest }: Item): ChainHead {
  return { ...rest, closing: BigInt(String(closing)) } as ChainHead;
}
