import type { Currency } from '#kernel/money/currency';
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
  readonly currency: Currency;
  /** Paid and withheld together; below zero for a return. */
  readonly gross: Units;
  readonly withheld: Units;
}

/** The boxes of one return of one year, in one currency; amounts in ledger units. */
export interface TaxBoxes {
  readonly report: TaxReport;
  readonly country: string;
  readonly rate: string;
  readonly currency: Currency;
  readonly payments: number;
  readonly gross: Units;
  readonly withheld: Units;
}

/** What a settled payment adds to its year, `undefined` where nothing is reported of it. */
export function taxEntryOf(payment: Payment, bookedAt: Instant, kind: TaxEntry['kind']): TaxEntry | undefined {
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
    currency,
    gross: sign * (netUnits + tax.units),
    withheld: sign * tax.units,
  };
}

/** A year's entries by return, country, rate and currency, as one recipient's boxes are made out. */
export function taxBoxesOf(entries: readonly TaxEntry[]): readonly TaxBoxes[] {
  const groups = Map.groupBy(entries, ({ report, country, rate, currency }) =>
    [report, country, rate, currency].join(' '),
  );
  return [...groups]
    .sort(([a], [b]) => compareUtf8(a, b))
    .flatMap(([, group]) => {
      const [first] = group;
      if (first === undefined) return [];
      const { report, country, rate, currency } = first;
      return [
        {
          report,
          country,
          rate,
          currency,
          payments:
            group.filter(({ kind }) => kind === 'payment').length -
            group.filter(({ kind }) => kind === 'return').length,
          gross: sumUnits(group.map(({ gross }) => gross)),
          withheld: sumUnits(group.map(({ withheld }) => withheld)),
        },
      ];
    });
}
