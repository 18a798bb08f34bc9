import type { Currency } from '#kernel/money/currency';
import type { Decimal } from '#kernel/money/decimal';
import { multiplyHalfEven } from '#kernel/money/rounding';
import { sumUnits, type Units } from '#kernel/money/units';
import type { Instant } from '#kernel/time/clock';
import { compareUtf8 } from '#kernel/utf8-order';
import type { Payment } from '#payouts/payment';
import type { TaxReport } from '#payouts/withholding';

/** What a settled payment, or the return of one, adds to the boxes of a year's tax return. */
export interface TaxEntry {
  readonly holderId: string;
  /** The calendar year in which it was booked. */
  readonly year: string;
  readonly paymentId: string;
  /** `return` takes back what the payment added. */
  readonly kind: 'payment' | 'return';
  readonly report: TaxReport;
  readonly rule: string;
  readonly rate: string;
  readonly country: string;
  /** `YYYY-MM-DD` on which the payment was booked, of a return, too: both are told by the rate of that day, so that they cancel. */
  readonly paidOn: string;
  readonly currency: Currency;
  /** Paid and withheld together; below zero for a return. */
  readonly gross: Units;
  readonly withheld: Units;
}

/** The currency in which the returns are made out. */
export const RETURN_CURRENCY = 'USD';

/** The boxes of one return of one year, in US dollars. */
export interface TaxBoxes {
  readonly report: TaxReport;
  readonly country: string;
  readonly rate: string;
  readonly payments: number;
  /** In ledger units of the dollar, by the rates of the days of payment; absent while one of these is missing. */
  readonly boxes?: { readonly gross: Units; readonly withheld: Units };
  /** What is missing, one sentence for each pair and day. */
  readonly missingRates: readonly string[];
  /** The same in the currencies of the payments. */
  readonly paid: readonly { readonly currency: Currency; readonly gross: Units; readonly withheld: Units }[];
}

/** Dollars for one of a currency on a day, or the sentence that says that there is no such rate. */
export type DollarRate = (of: {
  readonly currency: Currency;
  readonly date: string;
}) => Decimal | { readonly detail: string };

/** What a settled payment adds to its year, `undefined` where nothing is reported of it. */
export function taxEntryOf(
  payment: Payment,
  { bookedAt, paidAt, kind }: { readonly bookedAt: Instant; readonly paidAt: Instant; readonly kind: TaxEntry['kind'] },
): TaxEntry | undefined {
  const { tax, holderId, paymentId, currency, netUnits } = payment;
  if (tax === undefined) return undefined;
  const sign = kind === 'payment' ? 1n : -1n;
  return {
    holderId,
    year: bookedAt.slice(0, 4),
    paymentId,
    kind,
    report: tax.report,
    rule: tax.rule,
    rate: tax.rate,
    country: tax.country,
    paidOn: paidAt.slice(0, 10),
    currency,
    gross: sign * (netUnits + tax.units),
    withheld: sign * tax.units,
  };
}

/** A year’s entries by return, country and rate, as one recipient’s boxes are made out. */
export function taxBoxesOf(entries: readonly TaxEntry[], rateOf: DollarRate): readonly TaxBoxes[] {
  const groups = Map.groupBy(entries, ({ report, country, rate }) => [report, country, rate].join(' '));
  return [...groups]
    .sort(([a], [b]) => compareUtf8(a, b))
    .flatMap(([, group]) => {
      const [first] = group;
      return first === undefined ? [] : [boxesOf(first, group, rateOf)];
    });
}

function boxesOf({ report, country, rate }: TaxEntry, group: readonly TaxEntry[], rateOf: DollarRate): TaxBoxes {
  const missing = new Set<string>();
  const amounts = group.map(({ currency, paidOn: date, gross, withheld }) => {
    if (currency === RETURN_CURRENCY) return { gross, withheld };
    const found = rateOf({ currency, date });
    if ('detail' in found) missing.add(found.detail);
    else return { gross: multiplyHalfEven(gross, found), withheld: multiplyHalfEven(withheld, found) };
    return { gross: 0n, withheld: 0n };
  });
  const count = (wanted: TaxEntry['kind']) => group.filter(({ kind }) => kind === wanted).length;
  const paid = [...Map.groupBy(group, ({ currency }) => currency)].map(([currency, same]) => ({
    currency,
    ...sumOf(same),
  }));
  return {
    report,
    country,
    rate,
    payments: count('payment') - count('return'),
    ...(missing.size === 0 && { boxes: sumOf(amounts) }),
    missingRates: [...missing].sort(),
    paid: paid.toSorted((left, right) => compareUtf8(left.currency, right.currency)),
  };
}

function sumOf(amounts: readonly { readonly gross: Units; readonly withheld: Units }[]) {
  return {
    gross: sumUnits(amounts.map(({ gross }) => gross)),
    withheld: sumUnits(amounts.map(({ withheld }) => withheld)),
  };
}
