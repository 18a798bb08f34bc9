import type { DestinationBook, HolderDirectory, TaxFormBook } from '#holders/ports';
import { RoyaltyError, unreachable } from '#kernel/errors';
import { type Currency, parseCurrency } from '#kernel/money/currency';
import type { Ledger } from '#ledger/ports';
import type { Payment } from '#payouts/payment';
import { payerCountry } from '#payouts/payout-terms';
import { type HolderPlan, type PayoutRate, planHolder } from '#payouts/plan-holder';
import type { HoldBook, PayableAccounts, PayableHolder, PaymentMove, PayoutRates, StoredPlan } from '#payouts/ports';
import { reserveRequest } from '#payouts/postings';
import type { PayoutRun } from '#payouts/run';
import { type RunPorts, requireRun } from '#payouts/steps/change-run';
import { severalAtOnce } from '#payouts/steps/several-at-once';

export interface PlanPaymentsPorts extends RunPorts {
  readonly accounts: PayableAccounts;
  readonly directory: Pick<HolderDirectory, 'getHolders'>;
  readonly destinations: Pick<DestinationBook, 'getDestinations'>;
  readonly taxForms: TaxFormBook;
  readonly holds: HoldBook;
  readonly rates: PayoutRates;
  readonly ledger: Pick<Ledger, 'reserve'>;
  readonly coolingOffDays: number;
}

/** Other content stands in the ledger under an id of this run: a fault of ours that a person has to look at. */
export class PaymentReservationDiffers extends RoyaltyError {
  override readonly name = 'PaymentReservationDiffers';
}

/** Holders that are planned and stored together. */
const GROUP = 40;

/**
 * Plans one page of holders and reserves what each payment takes. A plan that is stored stands, whatever balances say when a crashed step
 * is repeated; planning looks at the instant the run was asked for. What another run was faster to reserve is refused, visibly.
 */
export async function planPayments(
  ports: PlanPaymentsPorts,
  { runId, after, limit }: { readonly runId: string; readonly after?: string | undefined; readonly limit: number },
): Promise<{ readonly nextAfter?: string }> {
  const run = await requireRun(ports.register, runId);
  if (run.state !== 'planning') return {};
  const page = await ports.accounts.page({ limit, after });
  for (let start = 0; start < page.items.length; start += GROUP) {
    const payments = await planGroup(ports, run, page.items.slice(start, start + GROUP));
    const moves = await severalAtOnce(payments, (payment) => reservePayment(ports, run, payment));
    await ports.register.appendStates(moves);
  }
  return page.nextAfter === undefined ? {} : { nextAfter: page.nextAfter };
}

/** What is stored is looked at first: a crashed step may have reserved already, and what is left would be planned otherwise. */
async function planGroup(
  ports: PlanPaymentsPorts,
  run: PayoutRun,
  holders: readonly PayableHolder[],
): Promise<readonly Payment[]> {
  const accounts = holders.flatMap(({ balances }) => balances.map(({ account }) => account));
  for (;;) {
    const stored = await ports.register.findPlanned(run.runId, accounts);
    const known = new Set([...stored.payments, ...stored.carried].map(({ holderId }) => holderId));
    const plans = await plansOf(
      ports,
      run,
      holders.filter(({ holderId }) => !known.has(holderId)),
    );
    if ((await ports.register.addPlans(run.runId, plans)) === 'added')
      return [...stored.payments, ...plans.flatMap(({ payments }) => payments)];
  }
}

async function plansOf(
  ports: PlanPaymentsPorts,
  run: PayoutRun,
  payable: readonly PayableHolder[],
): Promise<readonly StoredPlan[]> {
  const owed = payable.filter(({ balances }) => balances.some(({ available }) => available > 0n));
  const ids = owed.map(({ holderId }) => holderId);
  const [holders, destinations, forms, holds] = await Promise.all([
    ports.directory.getHolders(ids),
    ports.destinations.getDestinations(ids),
    ports.taxForms.getTaxForms(ids),
    ports.holds.holdsOn(ids),
  ]);
  const pairs = owed.flatMap(({ holderId, balances }) => {
    const quote = parseCurrency(holders.get(holderId)?.currency ?? '');
    return quote === undefined ? [] : balances.map(({ currency: base }) => ({ base, quote }));
  });
  const rateOf = await ratesFor(ports.rates, run.createdAt.slice(0, 10), pairs);
  const { coolingOffDays } = ports;
  const context = { runId: run.runId, now: run.createdAt, coolingOffDays, payerCountry, rateOf };
  return owed.map(({ holderId, balances }) => {
    const holder = holders.get(holderId);
    const currency = parseCurrency(holder?.currency ?? '');
    if (holder === undefined || currency === undefined)
      return withAccounts(unknownHolder(holderId, balances), balances);
    const destination = destinations.get(holderId);
    const payee = {
      holder,
      currency,
      destination,
      hold: holds.get(holderId),
      forms: forms.get(holderId) ?? [],
      balances,
    };
    return withAccounts(planHolder(payee, context), balances);
  });
}

function unknownHolder(holderId: string, balances: PayableHolder['balances']): HolderPlan {
  const detail = `${holderId} is owed money, and no holders drop names them; drop them under holders/`;
  const owed = balances.filter(({ available }) => available > 0n);
  return {
    payments: [],
    carried: owed.map(({ currency, available: units }) => ({
      holderId,
      currency,
      units,
      reason: 'unknown-holder',
      detail,
    })),
  };
}

function withAccounts({ payments, carried }: HolderPlan, balances: PayableHolder['balances']): StoredPlan {
  const accounts = new Map(balances.map(({ currency, account }) => [currency, account] as const));
  return {
    payments,
    carried: carried.flatMap((balance) => {
      const account = accounts.get(balance.currency);
      return account === undefined ? [] : [{ ...balance, account }];
    }),
  };
}

/** The rates of the day for every pair that a group needs, asked once each. */
async function ratesFor(
  rates: PayoutRates,
  date: string,
  pairs: readonly { readonly base: Currency; readonly quote: Currency }[],
) {
  const found = new Map<string, PayoutRate | { readonly detail: string }>();
  for (const { base, quote } of pairs)
    if (base !== quote && !found.has(`${base}${quote}`))
      found.set(`${base}${quote}`, await rates.rateOn({ date, base, quote }));
  return ({ base, quote }: { readonly base: Currency; readonly quote: Currency }) =>
    found.get(`${base}${quote}`) ?? { detail: `No rate from ${base} to ${quote} of ${date}; drop it under fx/` };
}

async function reservePayment(
  { ledger, clock }: PlanPaymentsPorts,
  run: PayoutRun,
  payment: Payment,
): Promise<PaymentMove> {
  const outcome = await ledger.reserve(reserveRequest(payment, run));
  const at = clock.now();
  switch (outcome.kind) {
    case 'reserved':
    case 'already-reserved':
      return { payment, change: { ordinal: 1, state: 'reserved', at } };
    case 'bound-exceeded':
      return {
        payment,
        change: { ordinal: 1, state: 'refused', at, reason: 'Another run or payment took the balance meanwhile' },
      };
    case 'refused':
      return { payment, change: { ordinal: 1, state: 'refused', at, reason: outcome.reason } };
    case 'conflict':
      throw new PaymentReservationDiffers(`${payment.paymentId} is reserved with other content: ${outcome.difference}`);
    default:
      return unreachable(outcome);
  }
}
