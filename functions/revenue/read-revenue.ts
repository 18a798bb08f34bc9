import { parseCountry } from '#kernel/country';
import type { FileIssue } from '#kernel/csv/file-issue';
import type { TableRow } from '#kernel/csv/read-table';
import { countryPeriod, parseMonth } from '#kernel/market/country-period';
import { type Currency, parseCurrency } from '#kernel/money/currency';
import { parseUnits, type Units } from '#kernel/money/units';

const COLUMNS = ['country', 'period', 'user_id', 'currency', 'amount'] as const;
export type RevenueColumn = (typeof COLUMNS)[number];
export const REVENUE_FILE_COLUMNS = { required: COLUMNS, optional: [] };

/** What one subscriber, or nobody by name, paid in a country and month. Rows of a file add (R21). */
export interface RevenueRow {
  readonly line: number;
  readonly periodId: string;
  readonly country: string;
  /** `YYYY-MM`. */
  readonly month: string;
  /** Empty: the row names no subscriber; it is never a total of other rows. */
  readonly userId: string;
  readonly currency: Currency;
  /** Ledger units; negative for a refund. */
  readonly units: Units;
}

export type RevenueReading =
  | { readonly kind: 'row'; readonly row: RevenueRow }
  | { readonly kind: 'faulty'; readonly errors: readonly FileIssue[] };

/** Ids of listeners have no alphabet of their own: they stand in no path and in no account. */
const USER_ID_LENGTH_MAX = 64;

/** Reads one row of a dropped revenue file; names every fault of the row with its line and value. */
export function readRevenueRow({ line, cells }: TableRow<RevenueColumn>): RevenueReading {
  const errors: FileIssue[] = [];
  const fault = (code: string, column: RevenueColumn, sentence: string) => {
    const value = cells[column];
    const shown = JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
    errors.push({ code, message: `Line ${line}: ${column} ${shown} ${sentence}.`, line, column, value });
  };
  const country = parseCountry(cells.country);
  if (country === undefined)
    fault('unknown_country', 'country', 'is no country; write an ISO 3166 alpha-2 code such as US');
  const month = parseMonth(cells.period);
  if (month === undefined) fault('bad_period', 'period', 'is no month; write YYYY-MM such as 2025-04');
  if (cells.user_id.length > USER_ID_LENGTH_MAX)
    fault('bad_id', 'user_id', `is no id; one has at most ${USER_ID_LENGTH_MAX} characters, none for no subscriber`);
  const currency = parseCurrency(cells.currency);
  if (currency === undefined)
    fault('unknown_currency', 'currency', 'is no currency; write an ISO 4217 code such as USD');
  const units = parseUnits(cells.amount);
  if (units === undefined)
    fault('bad_amount', 'amount', 'is no amount; write a decimal with at most 10 fraction digits, such as 12.50');
  if (errors.length > 0 || country === undefined || month === undefined) return { kind: 'faulty', errors };
  if (currency === undefined || units === undefined) return { kind: 'faulty', errors };
  const { periodId } = countryPeriod(country, month);
  return { kind: 'row', row: { line, periodId, country, month, userId: cells.user_id, currency, units } };
}
