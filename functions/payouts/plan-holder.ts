import type { TaxForm } from '#holders/tax-form';
import { assertThat } from '#kernel/errors';
import type { Currency } from '#kernel/money/currency';
import { type Decimal, formatDecimal } from '#kernel/money/decimal';
import { multiplyHalfEven } from '#kernel/money/rounding';
import { formatUnits, sumUnits, type Units } from '#kernel/money/units';
import type { Instant } from '#kernel/time/clock';
import type { AccountId } from '#ledger/account';
import { payableUnits } from '#ledger/payable';
import type { CarriedBalance, CarryReason } from '#payouts/carried';
import { eligibleDestination, type Payee } from '#payouts/eligibility';
import { type Payment, type PaymentTax, paymentIdOf } from '#payouts/payment';
import { payoutAmounts } from '#payouts/payout-amounts';
import { type Withholding, withholdingOf } from '#payouts/withholding';

/** A holder's balance of one currency. */
export interface PayableBalance {
  readonly account: AccountId;
  readonly currency: Currency;
  /** Ledger units; below zero after a clawback. */
  readonly available: Units;
}

/** A rate at which a balance is exchanged: units of the quote currency for one of the base. */
export interface PayoutRate {
  readonly rate: Decimal;
  readonly date: string;
  readonly source: string;
}

export interface PlanContext {
  readonly runId: string;
  readonly now: Instant;
  readonly coolingOffDays: number;
  readonly payerCountry: string;
  /** The rate into a payout currency, or the sentence that names the missing pair and date. */
  readonly rateOf: (pair: {
    readonly base: Currency;
    readonly quote: Currency;
  }) => PayoutRate | { readonly detail: string };
}

export interface HolderPlan {
  readonly payments: readonly Payment[];
  readonly carried: readonly CarriedBalance[];
}

interface ConvertedBalance extends PayableBalance {
  readonly converted: Units;
  readonly rate?: PayoutRate;
}

/**
 * What a run pays one holder, in the order of R34: every balance in the payout currency, together compared with the threshold, then for
 * each balance tax withheld and the net floored. Each balance is a payment of its own, since each is reserved on its own account. What is not
 * paid is carried with its reason.
 */
export function planHolder(
  payee: Payee & { readonly forms: readonly TaxForm[]; readonly balances: readonly PayableBalance[] },
  context: PlanContext,
): HolderPlan {
  const { holder, currency, balances } = payee;
  const positive = balances.filter(({ available }) => available > 0n);
  const carry = (those: readonly PayableBalance[], reason: CarryReason, detail: string) =>
    those.map(({ currency: own, available: units }) => ({
      holderId: holder.holderId,
      currency: own,
      units,
      reason,
      detail,
    }));
  const destination = eligibleDestination(payee, context);
  if ('reason' in destination)
    return { payments: [], carried: carry(positive, destination.reason, destination.detail) };

  const carried: CarriedBalance[] = [];
  const converted: ConvertedBalance[] = [];
  for (const balance of positive) {
    const exchanged = exchange(balance, currency, context);
    if ('detail' in exchanged) carried.push(...carry([balance], 'no-exchange-rate', exchanged.detail));
    else converted.push(exchanged);
  }
  const available = sumUnits(converted.map((balance) => balance.converted));
  if (payableUnits({ available, currency, terms: holder }) === 0n) {
    const detail = `${holder.holderId} has ${formatUnits(available)} ${currency}; at ${holder.payoutThreshold} and one minor unit it is paid`;
    return { payments: [], carried: [...carried, ...carry(converted, 'below-threshold', detail)] };
  }
  const { payerCountry, now: at } = context;
  const withholding = withholdingOf({ payerCountry, holderCountry: holder.country, forms: payee.forms, at });
  const payments = converted.map((balance) => paymentOf(balance, { payee, destination, withholding, context }));
  const unpaid = converted.filter((_, index) => payments[index] === undefined);
  const detail = `Less tax, ${holder.holderId} would receive less than one minor unit of ${currency}`;
  return {
    payments: payments.filter((payment) => payment !== undefined),
    carried: [...carried, ...carry(unpaid, 'nothing-after-tax', detail)],
  };
}

function exchange(
  balance: PayableBalance,
  quote: Currency,
  { rateOf }: PlanContext,
): ConvertedBalance | { readonly detail: string } {
  if (balance.currency === quote) return { ...balance, converted: balance.available };
  const rate = rateOf({ base: balance.currency, quote });
  if ('detail' in rate) return rate;
  return { ...balance, converted: multiplyHalfEven(balance.available, rate.rate), rate };
}

function paymentOf(
  { account, currency: sourceCurrency, available, converted, rate }: ConvertedBalance,
  of: {
    readonly payee: Payee;
    readonly destination: Exclude<ReturnType<typeof eligibleDestination>, { readonly reason: CarryReason }>;
    readonly withholding: Withholding | undefined;
    readonly context: PlanContext;
  },
): Payment | undefined {
  const { payee, destination, withholding, context } = of;
  const { holder, currency } = payee;
  const rail = destination.content.method;
  const amounts = payoutAmounts({ converted, currency, taxRate: withholding?.rate ?? { digits: 0n, scale: 0 } });
  if (amounts.net === 0n) return undefined;
  assertThat(amounts.net > 0n && amounts.remainder >= 0n, `${holder.holderId} would be paid ${amounts.net} units`);
  return {
    paymentId: paymentIdOf({ runId: context.runId, account }),
    runId: context.runId,
    holderId: holder.holderId,
    name: holder.name,
    country: holder.country,
    rail,
    currency,
    account,
    sourceCurrency,
    // An exchange takes the whole balance; without one, what is left over was never touched.
    sourceUnits: rate === undefined ? amounts.net + amounts.tax : available,
    ...(rate !== undefined && {
      exchange: { rate: formatDecimal(rate.rate), rateDate: rate.date, rateSource: rate.source },
    }),
    convertedUnits: rate === undefined ? amounts.net + amounts.tax : converted,
    ...(withholding !== undefined && { tax: taxOf(withholding, amounts.tax) }),
    netUnits: amounts.net,
    destination: destination.content,
    destinationDigest: destination.digest,
  };
}

function taxOf({ rule, rate, report, form, country }: Withholding, units: Units): PaymentTax {
  return { rule, rate: formatDecimal(rate), units, report, country, ...(form !== undefined && { form }) };
}
