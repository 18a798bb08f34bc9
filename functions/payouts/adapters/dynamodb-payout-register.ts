import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { formatUnits } from '#kernel/money/units';
import type { AccountId } from '#ledger/account';
import type { CarriedBalance } from '#payouts/carried';
import type { Notice } from '#payouts/notice';
import { type Payment, type PaymentRecord, paymentIdOf } from '#payouts/payment';
import { payoutAttributes, payoutItems } from '#payouts/payment-item';
import type { PageQuery, PaymentMove, PayoutRegister, PeriodSum, RunPage, StoredPlan } from '#payouts/ports';
import { mayFollow, type PayoutRun, RUN_STATES, type RunEvent } from '#payouts/run';
import type { TaxEntry } from '#payouts/tax-entry';
import { insertAll, insertEach } from '#platform/clients/dynamodb-inserts';
import { getEach, type ItemOf, queryAll, queryPage } from '#platform/clients/dynamodb-pages';

/**
 * Payout runs in the control table: `PAYOUT#<run>` with `HEAD`, `EVENT#…`, `P#<payment>`, `S#<payment>#<ordinal>` and `C#<account>`;
 * `PAYEE#<holder>` with `TAX#<year>#…` and `NOTICE#…`. All but the head is inserted and never changed.
 */
export class DynamodbPayoutRegister implements PayoutRegister {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor(client: DynamoDBClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async createRun(run: PayoutRun, event: RunEvent): Promise<'created' | 'exists'> {
    const written = await insertAll(this.#client, this.#table, [headOf(run), eventOf(run, event)]);
    return written === 'inserted' ? 'created' : 'exists';
  }

  async findRun(runId: string): Promise<PayoutRun | undefined> {
    const Key = marshall({ pk: partitionOf(runId), sk: 'HEAD' });
    const { Item } = await this.#client.send(new GetItemCommand({ TableName: this.#table, Key, ConsistentRead: true }));
    return Item === undefined ? undefined : payoutItems.run(withoutKeys(unmarshall(Item)));
  }

  /** DynamoDB itself refuses a revision that is not the next, and a state that lies behind. */
  async saveRun(run: PayoutRun, event?: RunEvent): Promise<'saved' | 'stale'> {
    const former = RUN_STATES.filter((state) => mayFollow(state, run.state));
    const names = former.map((_, index) => `:state${index}`).join(', ');
    const states = Object.fromEntries(former.map((state, index) => [`:state${index}`, state]));
    const put = (item: ItemOf) => ({ TableName: this.#table, Item: marshall(item, { removeUndefinedValues: true }) });
    const head = {
      ...put(headOf(run)),
      ConditionExpression: `revision = :former and #state in (${names})`,
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: marshall({ ':former': run.revision - 1, ...states }),
    };
    const told = event === undefined ? [] : [{ Put: put(eventOf(run, event)) }];
    try {
      await this.#client.send(new TransactWriteItemsCommand({ TransactItems: [{ Put: head }, ...told] }));
      return 'saved';
    } catch (error) {
      if (error instanceof TransactionCanceledException || error instanceof ConditionalCheckFailedException)
        return 'stale';
      throw error;
    }
  }

  async events(runId: string): Promise<readonly RunEvent[]> {
    const items = await this.#under(partitionOf(runId), 'EVENT#');
    return items.map((item) => payoutItems.event(withoutKeys(item)));
  }

  async listRuns(query: PageQuery): Promise<RunPage<PayoutRun>> {
    const { items, nextAfter } = await queryPage(this.#client, this.#table, {
      partition: RUNS_INDEX_KEY,
      isIndex: true,
      isDescending: true,
      ...query,
    });
    return paged(
      items.map((item) => payoutItems.run(withoutKeys(item))),
      nextAfter,
    );
  }

  async addPlans(runId: string, plans: readonly StoredPlan[]): Promise<'added' | 'exists'> {
    const items = plans.flatMap(({ payments, carried }) => [
      ...payments.map((payment) => paymentItem(payment)),
      ...carried.map((balance) => ({
        pk: partitionOf(runId),
        sk: `C#${balance.account}`,
        ...payoutAttributes(balance),
      })),
    ]);
    if (items.length === 0) return 'added';
    return (await insertAll(this.#client, this.#table, items)) === 'inserted' ? 'added' : 'exists';
  }

  async findPlanned(runId: string, accounts: readonly AccountId[]): Promise<StoredPlan> {
    const pk = partitionOf(runId);
    const keys = accounts.flatMap((account) => [
      { pk, sk: `P#${paymentIdOf({ runId, account })}` },
      { pk, sk: `C#${account}` },
    ]);
    const items = await getEach(this.#client, this.#table, keys);
    const isPayment = (item: ItemOf) => String(item['sk']).startsWith('P#');
    return {
      payments: items.filter(isPayment).map((item) => payoutItems.payment(withoutKeys(item))),
      carried: items.filter((item) => !isPayment(item)).map((item) => payoutItems.carried(withoutKeys(item))),
    };
  }

  async findPayment(runId: string, paymentId: string): Promise<PaymentRecord | undefined> {
    const pk = partitionOf(runId);
    const [found, states] = await Promise.all([
      this.#client.send(
        new GetItemCommand({
          TableName: this.#table,
          Key: marshall({ pk, sk: `P#${paymentId}` }),
          ConsistentRead: true,
        }),
      ),
      this.#under(pk, `S#${paymentId}#`),
    ]);
    if (found.Item === undefined) return undefined;
    return {
      payment: payoutItems.payment(withoutKeys(unmarshall(found.Item))),
      states: states.map((item) => payoutItems.stateChange(withoutKeys(item))),
    };
  }

  async payments(runId: string, { limit, after }: PageQuery): Promise<RunPage<PaymentRecord>> {
    const partition = partitionOf(runId);
    const page = await queryPage(this.#client, this.#table, { partition, prefix: 'P#', limit, after });
    const payments = page.items.map((item) => payoutItems.payment(withoutKeys(item)));
    const [first, last] = [payments[0], payments.at(-1)];
    if (first === undefined || last === undefined) return { items: [] };
    const items = await queryAll(this.#client, this.#table, {
      partition,
      between: [`S#${first.paymentId}#`, `S#${last.paymentId}#~`],
    });
    const states = Map.groupBy(items, (item) => String(item['sk']).split('#')[1] ?? '');
    const records = payments.map((payment) => ({
      payment,
      states: (states.get(payment.paymentId) ?? []).map((item) => payoutItems.stateChange(withoutKeys(item))),
    }));
    return paged(records, page.nextAfter);
  }

  async carried(runId: string, query: PageQuery): Promise<RunPage<CarriedBalance>> {
    const page = await queryPage(this.#client, this.#table, {
      partition: partitionOf(runId),
      prefix: 'C#',
      ...query,
    });
    return paged(
      page.items.map((item) => payoutItems.carried(withoutKeys(item))),
      page.nextAfter,
    );
  }

  async appendStates(moves: readonly PaymentMove[]): Promise<void> {
    await insertEach(this.#client, this.#table, moves.map(itemsOf));
  }

  async recordPeriods(runId: string, page: string, sums: readonly PeriodSum[]): Promise<void> {
    for (const { periodId, currency, units, payments } of sums) {
      const key = { pk: `PERIOD#PAYOUTS#${periodId}`, sk: `${runId}#${currency}#${page}` };
      const Item = marshall({ ...key, payout_run_id: runId, currency, amount: formatUnits(units), payments });
      await this.#client.send(new PutItemCommand({ TableName: this.#table, Item }));
    }
  }

  async taxEntries(holderId: string, year: string): Promise<readonly TaxEntry[]> {
    const items = await this.#under(payeeOf(holderId), `TAX#${year}#`);
    return items.map((item) => payoutItems.taxEntry(withoutKeys(item)));
  }

  async notices(holderId: string, query: PageQuery): Promise<RunPage<Notice>> {
    const page = await queryPage(this.#client, this.#table, {
      partition: payeeOf(holderId),
      prefix: 'NOTICE#',
      isDescending: true,
      ...query,
    });
    return paged(
      page.items.map((item) => payoutItems.notice(withoutKeys(item))),
      page.nextAfter,
    );
  }

  #under(partition: string, prefix: string): Promise<readonly ItemOf[]> {
    return queryAll(this.#client, this.#table, { partition, prefix });
  }
}

const RUNS_INDEX_KEY = 'PAYOUTS';
const KEYS: ReadonlySet<string> = new Set(['pk', 'sk', 'gsi1pk', 'gsi1sk']);
const partitionOf = (runId: string) => `PAYOUT#${runId}`;
const payeeOf = (holderId: string) => `PAYEE#${holderId}`;

function headOf(run: PayoutRun): ItemOf {
  const listed = { gsi1pk: RUNS_INDEX_KEY, gsi1sk: `${run.createdAt}#${run.runId}` };
  return { pk: partitionOf(run.runId), sk: 'HEAD', ...listed, ...payoutAttributes(run) };
}

/** By revision, so that two events of one instant stand in the order in which they happened. */
function eventOf({ runId, revision }: PayoutRun, event: RunEvent): ItemOf {
  const sk = `EVENT#${String(revision).padStart(8, '0')}#${event.step}`;
  return { pk: partitionOf(runId), sk, ...payoutAttributes(event) };
}

function paymentItem(payment: Payment): ItemOf {
  return { pk: partitionOf(payment.runId), sk: `P#${payment.paymentId}`, ...payoutAttributes(payment) };
}

/** A state and what becomes true with it: one write, all or none. */
function itemsOf({ payment, change, tax, notice }: PaymentMove): readonly ItemOf[] {
  const { runId, paymentId, holderId } = payment;
  const sk = `S#${paymentId}#${String(change.ordinal).padStart(4, '0')}`;
  const state = { pk: partitionOf(runId), sk, ...payoutAttributes(change) };
  const taxed = tax && {
    pk: payeeOf(holderId),
    sk: `TAX#${tax.year}#${paymentId}#${tax.kind}`,
    ...payoutAttributes(tax),
  };
  const told = notice && {
    pk: payeeOf(holderId),
    sk: `NOTICE#${notice.at}#${paymentId}`,
    ...payoutAttributes(notice),
  };
  return [state, taxed, told].filter((item) => item !== undefined);
}

function withoutKeys(item: ItemOf): ItemOf {
  return Object.fromEntries(Object.entries(item).filter(([name]) => !KEYS.has(name)));
}

function paged<Item>(items: readonly Item[], nextAfter: string | undefined): RunPage<Item> {
  return { items, ...(nextAfter !== undefined && { nextAfter }) };
}
