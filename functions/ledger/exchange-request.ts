import type { ProblemItem } from '#kernel/api/problem';
import { type Currency, parseCurrency } from '#kernel/money/currency';
import { type Decimal, parseDecimal } from '#kernel/money/decimal';
import { parseUnits, type Units } from '#kernel/money/units';
import { type Instant, parseInstant } from '#kernel/time/clock';
import { type Account, parseAccount } from '#ledger/account';
import { isWrittenByItsProcess } from '#ledger/by-hand';
import { type RatePolicy, STRICT_RATES } from '#ledger/exchange-ports';

/** An exchange as a person asks for it. */
export interface WrittenExchange {
  readonly from: string;
  readonly to: string;
  readonly amount: string;
  readonly dealt?: { readonly rate: string; readonly rate_source: string } | undefined;
  readonly date?: string | undefined;
  readonly policy?:
    | { readonly max_age_days: number; readonly inverse: boolean; readonly cross_via?: string | undefined }
    | undefined;
  readonly effectiveAt: Instant;
}

/** The same, read. */
export interface ExchangeRequest {
  readonly from: Account;
  readonly to: Account;
  readonly units: Units;
  readonly dealt?: { readonly rate: Decimal; readonly source: string };
  readonly date: string;
  readonly policy: RatePolicy;
}

/** Reads what a person wrote, or says what is wrong with each field. */
export function readExchange(
  written: WrittenExchange,
):
  | { readonly kind: 'exchange'; readonly exchange: ExchangeRequest }
  | { kind: 'wrong'; errors: readonly ProblemItem[] } {
  const errors: ProblemItem[] = [];
  const wrong = (field: string, detail: string) => errors.push({ in: 'body', pointer: `/${field}`, detail });
  const [from, to] = [readSide(written.from, 'from', wrong), readSide(written.to, 'to', wrong)];
  if (from !== undefined && from.currency === to?.currency)
    wrong('to', `"${to.id}" holds ${to.currency} as "${from.id}" does; an exchange changes the currency`);
  if (from !== undefined && to !== undefined && from.kind.normalSide !== to.kind.normalSide)
    wrong(
      'to',
      `"${to.id}" is positive on the other side than "${from.id}"; a bank’s money is exchanged into a bank’s`,
    );
  const units = parseUnits(written.amount);
  if (units === undefined || units <= 0n)
    wrong('amount', `"${written.amount}" must be above zero, at most 10 decimals`);
  const date = written.date ?? written.effectiveAt.slice(0, 10);
  if (parseInstant(date) === undefined) wrong('date', `"${date}" is no day of the calendar`);
  const rate = written.dealt === undefined ? undefined : parseDecimal(written.dealt.rate);
  if (written.dealt !== undefined && (rate === undefined || rate.digits <= 0n || rate.scale > 18))
    wrong('dealt/rate', `"${written.dealt.rate}" must be a decimal above zero with at most 18 fraction digits`);
  const crossVia = parseCurrency(written.policy?.cross_via ?? '');
  if (written.policy?.cross_via !== undefined && crossVia === undefined)
    wrong('policy/cross_via', `"${written.policy.cross_via}" is no currency`);
  if (errors.length > 0 || from === undefined || to === undefined || units === undefined)
    return { kind: 'wrong', errors };
  const dealt =
    rate === undefined || written.dealt === undefined ? {} : { dealt: { rate, source: written.dealt.rate_source } };
  return { kind: 'exchange', exchange: { from, to, units, date, policy: policyOf(written, crossVia), ...dealt } };
}

function readSide(path: string, field: string, wrong: (field: string, detail: string) => void): Account | undefined {
  const account = parseAccount(path);
  if (account === undefined) wrong(field, `"${path}" is not in the chart of accounts`);
  else if (isWrittenByItsProcess(account.id)) wrong(field, `"${path}" is written by its own process alone (R30)`);
  else if (account.kind.kind === 'fx' || account.kind.kind === 'gains')
    wrong(field, `"${path}" is the exchange’s own; name the accounts that give and receive`);
  return account;
}

function policyOf({ policy }: WrittenExchange, crossVia: Currency | undefined): RatePolicy {
  if (policy === undefined) return STRICT_RATES;
  return {
    maxAgeDays: policy.max_age_days,
    isInverseAllowed: policy.inverse,
    ...(crossVia === undefined ? {} : { crossVia }),
  };
}
