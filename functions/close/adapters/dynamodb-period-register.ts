import {
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  type QueryCommandInput,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { adjustmentKey } from '#close/adjustment-item';
import type { CorrectionTaken, Period, PeriodEvent, PeriodPayout } from '#close/period';
import {
  correctionTakenFrom,
  periodAttributes,
  periodEventFrom,
  periodFrom,
  periodPayoutFrom,
} from '#close/period-item';
import { countryPartition, eventKey, headKey, monthPartition, withoutKeys } from '#close/period-keys';
import { payoutsByRun } from '#close/period-payouts';
import { mayMove, PERIOD_STATES, type PeriodState } from '#close/period-state';
import type { FreezeOutcome, PeriodRegister } from '#close/ports';
import { freezingOrder, type RevenueOrder, revenueOrderFrom, revenueOrderKey } from '#close/revenue-order';
import { assertThat } from '#kernel/errors';

/** Periods in the control table: `PERIOD#<id>` with `HEAD` and `EVENT#…`, and `PERIOD#COUNTRY#<cc>` that lists a country's. */
export class DynamodbPeriodRegister implements PeriodRegister {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor(client: DynamoDBClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async find(periodId: string): Promise<Period | undefined> {
    const item = await this.#read(headKey(periodId));
    return item === undefined ? undefined : periodFrom(withoutKeys(item));
  }

  async create(period: Period, event: PeriodEvent): Promise<'created' | 'exists'> {
    const { periodId, country, month } = period;
    const listed = { pk: countryPartition(country), sk: month, period_id: periodId };
    const writes = [
      this.#put(headOf(period), 'attribute_not_exists(pk)'),
      this.#put(listed, 'attribute_not_exists(pk)'),
      this.#put({ ...eventKey(period, event), ...event }),
    ];
    return (await this.#write(writes)) === 'written' ? 'created' : 'exists';
  }

  async save(period: Period, event?: PeriodEvent): Promise<'saved' | 'stale'> {
    return (await this.#write(this.#replacing(period, event))) === 'written' ? 'saved' : 'stale';
  }

  async freeze(period: Period, event: PeriodEvent, revenueVersion: number): Promise<FreezeOutcome> {
    const revenueStands: TransactWriteItem = {
      ConditionCheck: {
        TableName: this.#table,
        Key: marshall({ pk: `REVENUE#${period.periodId}`, sk: 'HEAD' }),
        ConditionExpression: '#version = :version',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: marshall({ ':version': revenueVersion }),
      },
    };
    const order = revenueOrderFrom(await this.#read(revenueOrderKey(period.country)));
    if (order.openMonths.some((month) => month < period.month)) return 'revenue-changed';
    const [head, ...events] = this.#replacing(period, event, ' and attribute_not_exists(freeze)');
    assertThat(head !== undefined, 'A freeze writes the record of its period');
    const taking = this.#taking(period);
    const beside = [...events, ...this.#correcting(period), this.#ordering(period, order)];
    const written = await this.#write([head, revenueStands, ...taking, ...beside]);
    if (written === 'written') return 'frozen';
    const inputs = written.slice(1, 2 + taking.length);
    return inputs.includes('ConditionalCheckFailed') ? 'revenue-changed' : 'stale';
  }

  async correctionsOut(periodId: string): Promise<readonly CorrectionTaken[]> {
    const items = await this.#query({
      KeyConditionExpression: 'pk = :pk and begins_with(sk, :prefix)',
      ExpressionAttributeValues: marshall({ ':pk': headKey(periodId).pk, ':prefix': 'CORRECTION#' }),
      ConsistentRead: true,
    });
    return items.map((item) => correctionTakenFrom(withoutKeys(item)));
  }

  /** Payouts write these, a page of a run's payments at a time; here they are added up by run and currency. */
  async payoutsOf(periodId: string): Promise<readonly PeriodPayout[]> {
    const items = await this.#query({
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: marshall({ ':pk': `PERIOD#PAYOUTS#${periodId}` }),
      ConsistentRead: true,
    });
    return payoutsByRun(items.map((item) => periodPayoutFrom(withoutKeys(item))));
  }

  async events(periodId: string): Promise<readonly PeriodEvent[]> {
    const items = await this.#query({
      KeyConditionExpression: 'pk = :pk and begins_with(sk, :prefix)',
      ExpressionAttributeValues: marshall({ ':pk': headKey(periodId).pk, ':prefix': 'EVENT#' }),
      ConsistentRead: true,
    });
    return items.map((item) => periodEventFrom(withoutKeys(item)));
  }

  async ofMonth(month: string): Promise<readonly Period[]> {
    const items = await this.#query({
      IndexName: 'gsi1',
      KeyConditionExpression: 'gsi1pk = :month',
      ExpressionAttributeValues: marshall({ ':month': monthPartition(month) }),
    });
    return items.map((item) => periodFrom(withoutKeys(item)));
  }

  async ofCountry(country: string): Promise<readonly Period[]> {
    const items = await this.#query({
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: marshall({ ':pk': countryPartition(country) }),
      ConsistentRead: true,
    });
    const found = await Promise.all(items.map((item) => this.find(String(item['period_id']))));
    return found.filter((period) => period !== undefined);
  }

  async #read(key: Readonly<Record<string, string>>): Promise<Record<string, unknown> | undefined> {
    const { Item } = await this.#client.send(
      new GetItemCommand({ TableName: this.#table, Key: marshall(key), ConsistentRead: true }),
    );
    return Item === undefined ? undefined : unmarshall(Item);
  }

  #ordering(period: Period, order: RevenueOrder): TransactWriteItem {
    const { key, update, condition, values } = freezingOrder(period, order);
    return {
      Update: {
        TableName: this.#table,
        Key: marshall(key),
        UpdateExpression: update,
        ConditionExpression: condition,
        ExpressionAttributeValues: marshall(values),
      },
    };
  }

  /** The record in place of the one a revision before; DynamoDB itself refuses a state that lies behind. */
  #replacing(period: Period, event: PeriodEvent | undefined, besides = ''): TransactWriteItem[] {
    const former = formerStates(period.state);
    assertThat(former.length > 0, `No period moves to ${period.state}`);
    const states = former.map((_, index) => `:state${index}`).join(', ');
    const values = Object.fromEntries(former.map((state, index) => [`:state${index}`, state]));
    const head: TransactWriteItem = {
      Put: {
        TableName: this.#table,
        Item: marshall(headOf(period), { removeUndefinedValues: true }),
        ConditionExpression: `revision = :former and #state in (${states})${besides}`,
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: marshall({ ':former': period.revision - 1, ...values }),
      },
    };
    return event === undefined ? [head] : [head, this.#put({ ...eventKey(period, event), ...event })];
  }

  /** An adjustment is taken by one freeze, in the very write (R29). */
  #taking({ periodId, freeze }: Period): TransactWriteItem[] {
    return (freeze?.pool.chargebacks ?? []).map(({ sourcePeriodId, adjustmentId }) => ({
      Update: {
        TableName: this.#table,
        Key: marshall(adjustmentKey({ periodId: sourcePeriodId, adjustmentId })),
        UpdateExpression: 'set taken_by = :period',
        ConditionExpression: 'attribute_exists(approved_by) and attribute_not_exists(taken_by)',
        ExpressionAttributeValues: marshall({ ':period': periodId }),
      },
    }));
  }

  /** `CORRECTION#<taking period>#<kind>` beside every frozen period that a freeze corrects (R29). */
  #correcting({ periodId, freeze }: Period): TransactWriteItem[] {
    const chargebacks = (freeze?.pool.chargebacks ?? []).map(({ adjustmentId, ...of }) => ({
      ...of,
      kind: 'chargeback',
      plays: 0,
      name: `chargeback#${adjustmentId}`,
    }));
    const corrections = (freeze?.pool.corrections?.sources ?? []).map((source) => ({ ...source, name: source.kind }));
    return [...corrections, ...chargebacks].map(({ sourcePeriodId, kind, plays, amount, name }) =>
      this.#put({
        pk: headKey(sourcePeriodId).pk,
        sk: `CORRECTION#${periodId}#${name}`,
        period_id: periodId,
        kind,
        plays,
        amount,
      }),
    );
  }

  #put(item: object, condition?: string): TransactWriteItem {
    return {
      Put: {
        TableName: this.#table,
        Item: marshall(item, { removeUndefinedValues: true }),
        ...(condition !== undefined && { ConditionExpression: condition }),
      },
    };
  }

  async #query(input: Omit<QueryCommandInput, 'TableName'>): Promise<readonly Record<string, unknown>[]> {
    const found: Record<string, unknown>[] = [];
    let start: QueryCommandInput['ExclusiveStartKey'];
    do {
      const answer = await this.#client.send(
        new QueryCommand({
          TableName: this.#table,
          ...input,
          ...(start !== undefined && { ExclusiveStartKey: start }),
        }),
      );
      found.push(...(answer.Items ?? []).map((item) => unmarshall(item)));
      start = answer.LastEvaluatedKey;
    } while (start !== undefined);
    return found;
  }

  /** One transaction; answers the cancellation codes, write by write, when somebody was faster. */
  async #write(TransactItems: TransactWriteItem[]): Promise<'written' | readonly string[]> {
    try {
      await this.#client.send(new TransactWriteItemsCommand({ TransactItems }));
      return 'written';
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code ?? 'None');
      if (codes.some((code) => RACES.has(code))) return codes;
      throw error;
    }
  }
}

const RACES: ReadonlySet<string> = new Set(['ConditionalCheckFailed', 'TransactionConflict']);

function headOf(period: Period): object {
  const { periodId, month, country } = period;
  return { ...headKey(periodId), gsi1pk: monthPartition(month), gsi1sk: country, ...periodAttributes(period) };
}

function formerStates(to: PeriodState): readonly PeriodState[] {
  return PERIOD_STATES.filter((from) => mayMove({ from, to }));
}
