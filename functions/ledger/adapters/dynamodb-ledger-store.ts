import {
  type AttributeValue,
  BatchGetItemCommand,
  type DynamoDBClient,
  ExecuteTransactionCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { assertThat, BrokenInvariant } from '#kernel/errors';
import type { Instant } from '#kernel/time/clock';
import { chartOfAccounts } from '#ledger/chart-of-accounts';
import type { Entry } from '#ledger/entry';
import type { JournalTransaction, StateChange } from '#ledger/journal-transaction';
import {
  type BackDatedMarker,
  type BalanceSnapshot,
  keyOf,
  type LedgerItem,
  padded,
  registrationKeyOf,
  SEQUENCE_DIGITS,
  snapshotKey,
  WRITE_ITEMS_MAX,
} from '#ledger/ledger-item';
import { entryFrom, markerFrom, recordOf, snapshotFrom } from '#ledger/ledger-record';
import { WRITE_PATIENCE_MILLISECONDS } from '#ledger/recorded-cut';
import type { ShardId } from '#ledger/shard';
import type { AppendOutcome, LedgerStore } from '#ledger/store';
import { stateFrom, transactionFrom } from '#ledger/transaction-record';
import { outcomeOfFailure } from '#ledger/write-failure';

type Item = Record<string, AttributeValue>;

interface KeyRange {
  readonly pk: string;
  readonly from: string;
  readonly to: string;
  readonly newestFirst?: boolean;
  readonly limit?: number;
}

/** Readings of a header in which its first state must show: a commit takes milliseconds, as one reading does. */
const READINGS_MAX = 50;

const HIGHEST = '\u{10ffff}';

/** From so many shards on, one request asks first which of them have entries at all. */
const LOOK_UP_FIRST = 8;
/** Keys of one BatchGetItem. */
const BATCH_KEYS_MAX = 100;

/**
 * The ledger's table. Writes are PartiQL INSERTs in one ExecuteTransaction and nothing else: an INSERT fails on a key
 * that exists, and the writer's role allows no other write (R27). Reads are strongly consistent.
 */
export class DynamoDbLedgerStore implements LedgerStore {
  readonly #client: DynamoDBClient;
  readonly #table: string;
  readonly #statements = new Map<string, string>();

  constructor(client: DynamoDBClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async newestEntries(shards: readonly ShardId[]): Promise<readonly (Entry | undefined)[]> {
    const isKnown = shards.length < LOOK_UP_FIRST ? () => true : await this.#registered(shards);
    return Promise.all(
      shards.map(async (shard) => (isKnown(shard) ? (await this.entriesBefore({ shard, limit: 1 }))[0] : undefined)),
    );
  }

  async transaction(id: string): Promise<JournalTransaction | undefined> {
    // A query is no snapshot: while a transaction commits, it may show the header before the state written with it.
    for (let reading = 1; reading <= READINGS_MAX; reading += 1) {
      const [head, ...states] = await this.#query({ pk: `TXN#${id}`, from: 'HEAD', to: `S#${HIGHEST}` });
      if (head === undefined) return undefined;
      if (states.length > 0) return transactionFrom(plain(head), states.map(plain).map(stateFrom));
    }
    throw new BrokenInvariant(`Transaction ${id} has a header and no state; the two are written together`);
  }

  async states(transactionId: string): Promise<readonly StateChange[]> {
    const items = await this.#query({ pk: `TXN#${transactionId}`, from: 'S#', to: `S#${HIGHEST}` });
    return items.map(plain).map(stateFrom);
  }

  async append(items: readonly LedgerItem[]): Promise<AppendOutcome> {
    assertThat(items.length <= WRITE_ITEMS_MAX, `${items.length} items do not fit one write of ${WRITE_ITEMS_MAX}`);
    const TransactStatements = items.map((item) => this.#insert(item));
    try {
      // Given up in time: nothing may commit under a stamp that readers take for settled.
      const abortSignal = AbortSignal.timeout(WRITE_PATIENCE_MILLISECONDS);
      await this.#client.send(new ExecuteTransactionCommand({ TransactStatements }), { abortSignal });
      return { kind: 'appended' };
    } catch (error) {
      return outcomeOfFailure(error, items);
    }
  }

  async entryAt(shard: ShardId, sequence: number): Promise<Entry | undefined> {
    const [entry] = await this.entriesBefore({ shard, before: sequence + 1, limit: 1 });
    return entry?.sequence === sequence ? entry : undefined;
  }

  async entriesBefore(input: {
    readonly shard: ShardId;
    readonly before?: number;
    readonly limit: number;
  }): Promise<readonly Entry[]> {
    const { shard, before, limit } = input;
    const to = before === undefined ? `E#${HIGHEST}` : `E#${padded(before - 1, SEQUENCE_DIGITS)}`;
    const items = await this.#query({ pk: `ACCT#${shard}`, from: 'E#', to, newestFirst: true, limit });
    return items.map(plain).map(entryFrom);
  }

  async markersBetween(input: {
    readonly shard: ShardId;
    readonly after: number;
    readonly through: number;
  }): Promise<readonly BackDatedMarker[]> {
    const from = `B#${padded(input.after + 1, SEQUENCE_DIGITS)}`;
    const to = `B#${padded(input.through, SEQUENCE_DIGITS)}`;
    const items = await this.#query({ pk: `ACCT#${input.shard}`, from, to });
    return items.map((item) => markerFrom(input.shard, plain(item)));
  }

  async snapshotOf(input: {
    readonly shard: ShardId;
    readonly at: Instant;
    readonly through: number;
  }): Promise<BalanceSnapshot | undefined> {
    const { shard, at, through } = input;
    const range = { from: snapshotKey(at, 0), to: snapshotKey(at, through) };
    const [item] = await this.#query({ pk: `ACCT#${shard}`, ...range, newestFirst: true, limit: 1 });
    return item === undefined ? undefined : snapshotFrom(shard, plain(item));
  }

  async shardsUnder(prefix: string): Promise<readonly ShardId[]> {
    const found = await Promise.all(registryRanges(prefix).map((range) => this.#query(range)));
    const shards = found.flat().map((item) => item['sk']?.S as ShardId);
    return shards.filter((shard) => isUnder(shard, prefix));
  }

  /** An account is registered by the write of its first entry: one that is not has no entries, and needs no query. */
  async #registered(shards: readonly ShardId[]): Promise<(shard: ShardId) => boolean> {
    const found = new Set<string>();
    let keys: Item[] = [...new Set(shards)]
      .map(registrationKeyOf)
      .map(({ pk, sk }) => ({ pk: { S: pk }, sk: { S: sk } }));
    while (keys.length > 0) {
      const RequestItems = { [this.#table]: { Keys: keys.slice(0, BATCH_KEYS_MAX), ConsistentRead: true } };
      const answer = await this.#client.send(new BatchGetItemCommand({ RequestItems }));
      for (const { sk } of answer.Responses?.[this.#table] ?? []) if (sk?.S !== undefined) found.add(sk.S);
      keys = [...(answer.UnprocessedKeys?.[this.#table]?.Keys ?? []), ...keys.slice(BATCH_KEYS_MAX)];
    }
    return (shard) => found.has(shard);
  }

  #insert(item: LedgerItem): { readonly Statement: string; readonly Parameters: AttributeValue[] } {
    const record = { ...keyOf(item), ...recordOf(item) };
    const names = Object.keys(record).join();
    const known = this.#statements.get(names);
    const statement = known ?? insertOf(this.#table, Object.keys(record));
    if (known === undefined) this.#statements.set(names, statement);
    return { Statement: statement, Parameters: Object.values(record).map(attributeOf) };
  }

  async #query(range: KeyRange): Promise<readonly Item[]> {
    const items: Item[] = [];
    let start: Item | undefined;
    do {
      const page = await this.#client.send(
        new QueryCommand({
          TableName: this.#table,
          ConsistentRead: true,
          KeyConditionExpression: 'pk = :pk and sk between :from and :to',
          ExpressionAttributeValues: { ':pk': { S: range.pk }, ':from': { S: range.from }, ':to': { S: range.to } },
          ScanIndexForward: range.newestFirst !== true,
          ...(range.limit === undefined ? {} : { Limit: range.limit - items.length }),
          ...(start === undefined ? {} : { ExclusiveStartKey: start }),
        }),
      );
      items.push(...(page.Items ?? []));
      start = page.LastEvaluatedKey;
    } while (start !== undefined && (range.limit === undefined || items.length < range.limit));
    return items;
  }
}

function insertOf(table: string, names: readonly string[]): string {
  return `INSERT INTO "${table}" VALUE {${names.map((name) => `'${name}': ?`).join(', ')}}`;
}

function attributeOf(value: string | number): AttributeValue {
  return typeof value === 'number' ? { N: String(value) } : { S: value };
}

function plain(item: Item): Record<string, string | number | undefined> {
  return Object.fromEntries(
    Object.entries(item).map(([name, { N, S }]) => [name, N === undefined ? S : Number(N)] as const),
  );
}

/** Where the registry holds a prefix's shards: itself and its shards, then what continues it; no id that begins alike. */
function registryRanges(prefix: string): readonly KeyRange[] {
  if (prefix === '') {
    return Object.keys(chartOfAccounts).map((kind) => ({ pk: `ACCOUNTS#${kind}`, from: kind, to: kind + HIGHEST }));
  }
  const pk = `ACCOUNTS#${prefix.split(':')[0]}`;
  return [
    { pk, from: prefix, to: `${prefix}#${HIGHEST}` },
    { pk, from: `${prefix}:`, to: `${prefix}:${HIGHEST}` },
  ];
}

function isUnder(shard: string, prefix: string): boolean {
  return prefix === '' || shard === prefix || shard.startsWith(`${prefix}:`) || shard.startsWith(`${prefix}#`);
}
