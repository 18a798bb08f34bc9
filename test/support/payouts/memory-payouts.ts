import { assertThat } from '#kernel/errors';
import { compareUtf8 } from '#kernel/utf8-order';
import type { Notice } from '#payouts/notice';
import type { Payment, PaymentStateChange } from '#payouts/payment';
import type { PageQuery, PayoutFiles, PayoutRegister, RunPage, StoredPlan } from '#payouts/ports';
import { mayFollow, type PayoutRun, type RunEvent } from '#payouts/run';
import type { TaxEntry } from '#payouts/tax-entry';

/** The register of payout runs in memory, with the conditions of the DynamoDB one. */
export function memoryPayouts(): PayoutRegister {
  const runs = new Map<string, PayoutRun>();
  const events = new Map<string, RunEvent[]>();
  const plans = new Map<
    string,
    { payments: Map<string, Payment>; carried: Map<string, StoredPlan['carried'][number]> }
  >();
  const states = new Map<string, PaymentStateChange[]>();
  const taxes: TaxEntry[] = [];
  const notices: Notice[] = [];
  const periods = new Map<string, readonly object[]>();
  const planOf = (runId: string) => {
    const found = plans.get(runId) ?? { payments: new Map(), carried: new Map() };
    plans.set(runId, found);
    return found;
  };
  const tell = (runId: string, event: RunEvent | undefined) => {
    if (event !== undefined) events.set(runId, [...(events.get(runId) ?? []), event]);
  };
  const recordOf = (payment: Payment) => ({ payment, states: [...(states.get(payment.paymentId) ?? [])] });
  return {
    async createRun(run, event) {
      if (runs.has(run.runId)) return 'exists';
      runs.set(run.runId, run);
      tell(run.runId, event);
      return 'created';
    },
    findRun: async (runId) => runs.get(runId),
    async saveRun(run, event) {
      const former = runs.get(run.runId);
      assertThat(former !== undefined, `${run.runId} was never created`);
      if (former.revision !== run.revision - 1 || !mayFollow(former.state, run.state)) return 'stale';
      runs.set(run.runId, run);
      tell(run.runId, event);
      return 'saved';
    },
    events: async (runId) => events.get(runId) ?? [],
    listRuns: async (query) =>
      pageOf([...runs.values()].toReversed(), ({ createdAt, runId }) => `${createdAt}#${runId}`, query, 'descending'),
    async addPlans(runId, added) {
      const plan = planOf(runId);
      const isTaken = added.some(
        ({ payments, carried }) =>
          payments.some(({ paymentId }) => plan.payments.has(paymentId)) ||
          carried.some(({ account }) => plan.carried.has(account)),
      );
      if (isTaken) return 'exists';
      for (const { payments, carried } of added) {
        for (const payment of payments) plan.payments.set(payment.paymentId, payment);
        for (const balance of carried) plan.carried.set(balance.account, balance);
      }
      return 'added';
    },
    async findPlanned(runId, accounts) {
      const plan = planOf(runId);
      return {
        payments: [...plan.payments.values()].filter(({ account }) => accounts.includes(account)),
        carried: [...plan.carried.values()].filter(({ account }) => accounts.includes(account)),
      };
    },
    async findPayment(runId, paymentId) {
      const payment = planOf(runId).payments.get(paymentId);
      return payment === undefined ? undefined : recordOf(payment);
    },
    async payments(runId, query) {
      const { items, ...rest } = pageOf([...planOf(runId).payments.values()], ({ paymentId }) => paymentId, query);
      return { items: items.map(recordOf), ...rest };
    },
    carried: async (runId, query) => pageOf([...planOf(runId).carried.values()], ({ account }) => account, query),
    async appendStates(moves) {
      for (const { payment, change, tax, notice } of moves) {
        const known = states.get(payment.paymentId) ?? [];
        if (known.some(({ ordinal }) => ordinal === change.ordinal)) continue;
        states.set(payment.paymentId, [...known, change]);
        if (tax !== undefined) taxes.push(tax);
        if (notice !== undefined) notices.push(notice);
      }
    },
    recordPeriods: async (runId, page, sums) => void periods.set(`${runId} ${page}`, sums),
    taxEntries: async (holderId, year) => taxes.filter((entry) => entry.holderId === holderId && entry.year === year),
    notices: async (holderId, query) =>
      pageOf(
        notices.filter((notice) => notice.holderId === holderId),
        ({ at, paymentId }) => `${at}#${paymentId}`,
        query,
        'descending',
      ),
  };
}

/** The documents bucket's promise: bytes under a key stay. */
export function memoryFiles(): PayoutFiles & { readonly stored: ReadonlyMap<string, string> } {
  const stored = new Map<string, string>();
  return {
    stored,
    async putOnce({ key, body }) {
      const standing = stored.get(key);
      if (standing !== undefined) return standing === body ? 'stored' : 'differs';
      stored.set(key, body);
      return 'stored';
    },
    downloadUrl: async (key) => `https://documents.example/${key}`,
  };
}

function pageOf<Item>(
  items: readonly Item[],
  positionOf: (item: Item) => string,
  { limit, after }: PageQuery,
  order: 'ascending' | 'descending' = 'ascending',
): RunPage<Item> {
  const sign = order === 'ascending' ? 1 : -1;
  const ordered = items.toSorted((a, b) => sign * compareUtf8(positionOf(a), positionOf(b)));
  const rest = ordered.filter((item) => after === undefined || sign * compareUtf8(positionOf(item), after) > 0);
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return { items: page, ...(rest.length > limit && last !== undefined && { nextAfter: positionOf(last) }) };
}
