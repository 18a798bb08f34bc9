import type { FileIssue } from '#kernel/csv/file-issue';
import type { TableRow } from '#kernel/csv/read-table';
import { type Currency, parseCurrency } from '#kernel/money/currency';
import { formatDecimal, parseDecimal } from '#kernel/money/decimal';
import { parseInstant } from '#kernel/time/clock';

const COLUMNS = ['date', 'base', 'quote', 'rate'] as const;
export type RateColumn = (typeof COLUMNS)[number];
export const RATE_FILE_COLUMNS = { required: COLUMNS, optional: [] };

/** Units of `quote` for one of `base` on a day. */
export interface DailyRate {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly base: Currency;
  readonly quote: Currency;
  /** A plain decimal without trailing zeros, so that one number has one text. */
  readonly rate: string;
}

export type RateReading =
  | { readonly kind: 'rate'; readonly line: number; readonly rate: DailyRate }
  | { readonly kind: 'faulty'; readonly errors: readonly FileIssue[] };

const DAY = /^\d{4}-\d{2}-\d{2}$/;
/** A rate times an amount of 28 digits stays a number that the ledger can round exactly. */
const DIGITS_MAX = 18;

/** Reads one row of a dropped file of rates; names every fault with its line and value. */
export function readRateRow({ line, cells }: TableRow<RateColumn>): RateReading {
  const errors: FileIssue[] = [];
  const fault = (code: string, column: RateColumn, sentence: string) => {
    const value = cells[column];
    const shown = JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
    errors.push({ code, message: `Line ${line}: ${column} ${shown} ${sentence}.`, line, column, value });
  };
  if (!DAY.test(cells.date) || parseInstant(cells.date) === undefined)
    fault('bad_date', 'date', 'is no day of the calendar; write YYYY-MM-DD such as 2025-04-30');
  const [base, quote] = [parseCurrency(cells.base), parseCurrency(cells.quote)];
  const known = 'is no currency; write an ISO 4217 code such as USD';
  if (base === undefined) fault('unknown_currency', 'base', known);
  if (quote === undefined) fault('unknown_currency', 'quote', known);
  if (base !== undefined && base === quote)
    fault('same_currency', 'quote', 'is also the base; a rate has two currencies');
  const decimal = parseDecimal(cells.rate);
  if (decimal === undefined) fault('bad_rate', 'rate', 'is no number; write a decimal such as 1.0845');
  else if (decimal.digits <= 0n) fault('rate_not_positive', 'rate', 'must be above zero');
  else if (decimal.scale > DIGITS_MAX) fault('rate_too_fine', 'rate', `has more than ${DIGITS_MAX} fraction digits`);
  if (errors.length > 0 || base === undefined || quote === undefined || decimal === undefined)
    return { kind: 'faulty', errors };
  return { kind: 'rate', line, rate: { date: cells.date, base, quote, rate: plain(formatDecimal(decimal)) } };
}

function plain(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
