import { type DestinationApproval, type DestinationContent, destinationOf } from '#holders/destination';
import type { HolderContent } from '#holders/holder';
import type { TaxForm } from '#holders/tax-form';
import { assertThat } from '#kernel/errors';
import type { Ledger } from '#ledger/ports';
import { readTrialBalance } from '#ledger/steps/read-trial-balance';
import type { PayoutRate } from '#payouts/plan-holder';
import type { PayoutFiles, PayoutRegister } from '#payouts/ports';
import { RENDERERS } from '#payouts/rails/render-batch';
import type { PayoutRun } from '#payouts/run';
import { approvePayoutRun } from '#payouts/steps/approve-payout-run';
import { awaitRunApproval } from '#payouts/steps/await-run-approval';
import { clearPayments } from '#payouts/steps/clear-payments';
import { eachPayment } from '#payouts/steps/each-payment';
import { expireRun } from '#payouts/steps/expire-run';
import { instructPayments } from '#payouts/steps/instruct-payments';
import { planPayments } from '#payouts/steps/plan-payments';
import { renderBatches } from '#payouts/steps/render-batches';
import { startPayoutRun } from '#payouts/steps/start-payout-run';
import { submitRun } from '#payouts/steps/submit-run';
import { sumUpRun } from '#payouts/steps/sum-up-run';
import { createPayableAccounts } from '#platform/compose/payable-accounts';
import { aHolder } from '#test/support/holder-builders';
import { aClock, aDraft, aLedger, anAccount, aPosting, MAY_1 } from '#test/support/ledger/builders';
import { InMemoryLedgerStore } from '#test/support/ledger/in-memory-ledger-store';
import { memoryFiles, memoryPayouts } from '#test/support/payouts/memory-payouts';

export const SEPA: Omit<DestinationContent, 'holderId'> = {
  method: 'sepa',
  iban: 'DE89370400440532013000',
  verified: 'true',
};

/** Wraps the ports that write, so that a test can let one of their calls die. */
export type WrapWrites = <Port extends object>(port: Port, writes: readonly (keyof Port & string)[]) => Port;

/** Holders, a ledger and everything that a payout run needs, in memory, with the real steps over it. */
export function payoutWorld(wrap: WrapWrites = (port) => port) {
  const store = new InMemoryLedgerStore();
  const clock = aClock(MAY_1);
  const { ledger: bare, access } = aLedger(store, clock);
  const accounts = createPayableAccounts(access);
  const ledger = wrap<Ledger>({ ...bare, reserve: accounts.reserve }, [
    'reserve',
    'postReserved',
    'instruct',
    'endReservation',
    'reverse',
  ]);
  const register = wrap<PayoutRegister>(memoryPayouts(), ['createRun', 'saveRun', 'addPlans', 'appendStates']);
  const stored = memoryFiles();
  const files = wrap<PayoutFiles>(stored, ['putOnce']);
  const holders = new Map<string, HolderContent & { readonly version: number }>();
  const destinations = new Map<string, { content: DestinationContent; droppedAt: ReturnType<typeof clock.now> }[]>();
  const approvals = new Map<string, DestinationApproval[]>();
  const forms = new Map<string, readonly TaxForm[]>();
  const holds = new Map<string, string>();
  const rates = new Map<string, PayoutRate>();
  const rung: { readonly type: string; readonly detail: Readonly<Record<string, string>> }[] = [];
  const wakes: string[] = [];
  const bell = wrap({ ring: async (event: (typeof rung)[number]) => void rung.push(event) }, ['ring']);
  const executions = { start: async () => undefined, wake: async (token: string) => void wakes.push(token) };
  const only = <Value>(map: ReadonlyMap<string, Value>, ids: readonly string[]) =>
    new Map([...map].filter(([id]) => ids.includes(id)));

  const destinationIn = (id: string) =>
    destinationOf(
      (destinations.get(id) ?? []).map((version, index) => ({ ...version, version: index + 1 })),
      approvals.get(id) ?? [],
    );
  const ports = {
    register,
    clock,
    ledger,
    files,
    bell,
    executions,
    renderers: RENDERERS,
    coolingOffDays: 3,
    accounts,
    directory: { getHolders: async (ids: readonly string[]) => only(holders, ids) },
    destinations: {
      getDestinations: async (ids: readonly string[]) =>
        new Map(
          ids.flatMap((id) => {
            const found = destinationIn(id);
            return found === undefined ? [] : [[id, found] as const];
          }),
        ),
    },
    taxForms: { getTaxForms: async (ids: readonly string[]) => only(forms, ids) },
    holds: { holdsOn: async (ids: readonly string[]) => only(holds, ids) },
    rates: {
      rateOn: async ({ date, base, quote }: { date: string; base: string; quote: string }) =>
        rates.get(`${date} ${base}${quote}`) ?? { detail: `No rate from ${base} to ${quote} of ${date}` },
    },
  };

  async function all(page: (after: string | undefined) => Promise<{ readonly nextAfter?: string }>): Promise<void> {
    let after: string | undefined;
    do after = (await page(after)).nextAfter;
    while (after !== undefined);
  }

  return {
    ports,
    clock,
    ledger: bare,
    access,
    stored: stored.stored,
    rung,
    wakes,
    holds,
    forms,
    rates,
    /** Drops a holder with a destination, and owes them amounts such as `100.00 EUR`. */
    async owe(holder: Partial<HolderContent>, ...amounts: readonly string[]): Promise<void> {
      const content = aHolder({ currency: 'EUR', country: 'DE', payoutThreshold: '10', ...holder });
      const { holderId } = content;
      holders.set(holderId, { ...content, version: 1 });
      if (!destinations.has(holderId)) this.redirect(holderId, SEPA);
      for (const [index, amount] of amounts.entries()) {
        const [value = '', code = ''] = amount.split(' ');
        const postings = [aPosting(`bank:${code}`, `payable:holder:${holderId}:${code}`, value)];
        const outcome = await bare.post(aDraft(`owe-${holderId}-${index}-${Date.parse(clock.now())}`, postings));
        assertThat(outcome.kind === 'posted', `Nothing is owed to ${holderId}: ${outcome.kind}`);
      }
    },
    redirect(holderId: string, destination: Omit<DestinationContent, 'holderId'>): void {
      const content = { holderId, ...destination };
      destinations.set(holderId, [...(destinations.get(holderId) ?? []), { content, droppedAt: clock.now() }]);
    },
    approveDestination(holderId: string): void {
      const found = destinationIn(holderId);
      assertThat(found !== undefined, `${holderId} has no destination`);
      const approval = { digest: found.digest, version: found.version, approvedBy: 'eve', approvedAt: clock.now() };
      approvals.set(holderId, [...(approvals.get(holderId) ?? []), approval]);
    },
    async start(intentId = 'intent-1', subject = 'olga'): Promise<PayoutRun> {
      const run = await startPayoutRun(ports, { intentId, subject });
      assertThat(!('kind' in run), 'A run that starts tomorrow is refused');
      return run;
    },
    plan: (runId: string) => all((after) => planPayments(ports, { runId, after, limit: 3 })),
    sumUp: (runId: string) => sumUpRun(ports, runId),
    await: (runId: string, taskToken: string) => awaitRunApproval(ports, { runId, taskToken }),
    async approve(runId: string, subject: string, digest?: string) {
      const run = await register.findRun(runId);
      return approvePayoutRun(ports, { runId, subject, digest: digest ?? run?.digest ?? '' });
    },
    async clear(runId: string): Promise<'cleared' | 'expired' | 'unapproved'> {
      let after: string | undefined;
      for (;;) {
        const answer = await clearPayments(ports, { runId, after, limit: 3 });
        if (answer.outcome !== 'more') return answer.outcome;
        after = answer.nextAfter;
      }
    },
    expire: (runId: string) => all((after) => expireRun(ports, { runId, after, limit: 3 })),
    render: (runId: string) => renderBatches(ports, runId),
    instruct: (runId: string) => all((after) => instructPayments(ports, { runId, after, limit: 3 })),
    submit: (runId: string) => submitRun(ports, runId),
    /** From nothing to files that may be fetched. */
    async pay(intentId?: string): Promise<string> {
      const { runId } = await this.start(intentId);
      await this.plan(runId);
      if ((await this.sumUp(runId)).outcome === 'empty') return runId;
      for (const approver of ['ada', 'bob']) await this.approve(runId, approver);
      await this.send(runId);
      return runId;
    },
    async send(runId: string): Promise<void> {
      await this.clear(runId);
      await this.render(runId);
      await this.instruct(runId);
      await this.submit(runId);
    },
    async payments(runId: string) {
      const found = [];
      for await (const record of eachPayment(register, runId)) found.push(record);
      return found;
    },
    async balance(path: string) {
      return bare.balance(anAccount(path));
    },
    /** Debits less credits of every currency: zero, whatever happened. */
    async differences(): Promise<readonly bigint[]> {
      const { currencies } = await readTrialBalance(access);
      return currencies.map(({ difference }) => difference);
    },
  };
}

export type PayoutWorld = ReturnType<typeof payoutWorld>;
