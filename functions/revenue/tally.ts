import type { IssueLog } from '#kernel/csv/file-issue';
import type { Currency } from '#kernel/money/currency';
import { LEDGER_DIGITS_MAX, type Units } from '#kernel/money/units';
import type { RevenueRow } from '#revenue/read-revenue';

/** What a file says about one country-period, all rows summed. */
export interface PeriodRevenue {
  readonly periodId: string;
  readonly currency: Currency;
  readonly units: Units;
  readonly rows: number;
}

/** Country-periods of one file: all of them come into force in one write of at most 100 items, three for each and one for each country. */
export const PERIODS_MAX = 24;

interface Sum {
  readonly firstLine: number;
  readonly currency: Currency;
  units: Units;
  rows: number;
}

/** Sums rows by country-period; memory does not grow with the file. */
export interface RevenueTally {
  /** Counts a row, or says in the log why the file cannot stand: a second currency (R21), or too many country-periods. */
  add(row: RevenueRow): void;
  /** One entry for each country-period, by its id. Asks the log to refuse a sum that no ledger amount can hold. */
  periods(): readonly PeriodRevenue[];
}

const LIMIT = 10n ** BigInt(LEDGER_DIGITS_MAX);

export function revenueTally(log: IssueLog): RevenueTally {
  const sums = new Map<string, Sum>();
  const secondCurrencies = new Set<string>();
  let isFull = false;

  function addFirst({ line, periodId, currency, units }: RevenueRow): void {
    if (sums.size < PERIODS_MAX) {
      sums.set(periodId, { firstLine: line, currency, units, rows: 1 });
      return;
    }
    if (isFull) return;
    isFull = true;
    log.add({
      code: 'too_many_periods',
      message: `Line ${line}: ${periodId} is country-period number ${PERIODS_MAX + 1}; a file names at most ${PERIODS_MAX}, so split it.`,
      line,
      value: periodId,
    });
  }

  return {
    add(row) {
      const { line, periodId, currency } = row;
      const sum = sums.get(periodId);
      if (sum === undefined) {
        addFirst(row);
        return;
      }
      if (sum.currency === currency) {
        sum.units += row.units;
        sum.rows += 1;
        return;
      }
      const pair = `${periodId} ${currency}`;
      if (secondCurrencies.has(pair)) {
        log.countFurther(1);
        return;
      }
      secondCurrencies.add(pair);
      log.add({
        code: 'two_currencies',
        message: `Line ${line}: ${periodId} is in ${currency} here and in ${sum.currency} on line ${sum.firstLine}; a country and month has one currency.`,
        line,
        column: 'currency',
        value: currency,
      });
    },
    periods() {
      return [...sums]
        .map(([periodId, { currency, units, rows, firstLine }]) => {
          if (units >= LIMIT || units <= -LIMIT)
            log.add({
              code: 'sum_too_large',
              message: `${periodId}: its rows sum to more than ${LEDGER_DIGITS_MAX} digits; no account can hold that.`,
              line: firstLine,
            });
          return { periodId, currency, units, rows };
        })
        .toSorted((left, right) => (left.periodId < right.periodId ? -1 : 1));
    },
  };
}
