import type { Decimal } from '#kernel/money/decimal';
import type { ReportError, ReportErrorGroup } from '#reports/report-error';

/** What a row says happened; the sign of its amount is the provider's and is never changed. */
export const TRANSACTION_KINDS = [
  'sale',
  'stream',
  'download',
  'refund',
  'void',
  'adjustment',
  'physical',
  'fee',
  'other',
] as const;

export type TransactionKind = (typeof TRANSACTION_KINDS)[number];

/** One data row of a report, as mapped. Rows with errors come too, so that nothing of a file is invisible. */
export interface ReportRow {
  /** Physical 1-based line where the record starts; the row number in a workbook. */
  readonly line: number;
  /** Sheet of a workbook or member of an archive; empty when the file is one table. */
  readonly sheet: string;
  /** The payable column's exact value; `undefined` when blank or not a number. */
  readonly amount: Decimal | undefined;
  /** `amount` as plain decimal text (`-0.02133`), scale as in the file; empty when undefined. */
  readonly amountText: string;
  /** ISO 4217 when the row is valid, else what the file says. */
  readonly currency: string;
  /** False when a filter of the mapping takes the row out of revenue; `filter` then says why. */
  readonly payable: boolean;
  readonly filter: string;
  /** Units as plain decimal text; empty when the layout has none. */
  readonly units: string;
  /** Normalised ISRC, 12 characters; empty when absent. */
  readonly isrc: string;
  /** Barcode digits without leading zeros, the form that `upcKey` gives; empty when absent or damaged. */
  readonly upc: string;
  /** The mapping's own key (R25a), e.g. `track:title|artist`; empty when the mapping has none. */
  readonly trackKey: string;
  readonly title: string;
  readonly artist: string;
  /** Store as the mapping's aliases name it. */
  readonly store: string;
  /** Alpha-2, or `Worldwide`, `Unknown`, a region name of the mapping; empty when the layout has none. */
  readonly territory: string;
  /** `YYYY-MM`, `YYYY-Qn` or `YYYY`; empty when the layout has none. */
  readonly salePeriod: string;
  readonly transactionKind: TransactionKind;
  /** Every cell as it stands in the file. */
  readonly cells: readonly string[];
  /** The cells as one text, `separator` between them: the file's own text where that will do. */
  readonly text: string;
  readonly separator: string;
  /** Empty when the row is valid. Filtered rows are not validated. */
  readonly errors: readonly ReportError[];
}

export interface CurrencyTotal {
  readonly currency: string;
  /** Exact decimal text, at the largest scale that occurs. */
  readonly amount: string;
  readonly rows: number;
}

/** A total that the file itself states, beside what its rows add up to. */
export interface ControlTotal {
  readonly label: string;
  readonly compares: 'amount' | 'units' | 'rows' | 'note';
  readonly severity: 'fail' | 'warn' | 'note';
  readonly line: number;
  readonly sheet: string;
  readonly stated: string;
  readonly counted: string;
  readonly agrees: boolean;
}

/** What reading a report from its first to its last byte found. */
export interface ReportSummary {
  readonly totals: { readonly parsed: readonly CurrencyTotal[]; readonly payable: readonly CurrencyTotal[] };
  readonly counts: ReportCounts;
  readonly controlTotals: readonly ControlTotal[];
  /** What is wrong with the file as a whole: unreadable from here on, control totals, no rows. Rows carry their own errors. */
  readonly fileErrors: readonly ReportError[];
  /** All errors, of rows and file, by type with true counts and capped examples. */
  readonly errorGroups: readonly ReportErrorGroup[];
  /** Failed row checks of severity `warn`, and what else a person should know; capped. */
  readonly warnings: readonly string[];
  /** True when the file says that there was no activity: zero rows are then valid. */
  readonly noActivity: boolean;
  /** The earliest and latest sale period of the rows; empty when the layout has none. */
  readonly periods: { readonly first: string; readonly last: string };
}

export interface ReportCounts {
  readonly data: number;
  readonly payable: number;
  /** Data rows taken out of revenue, by the filter's reason. */
  readonly filtered: Readonly<Record<string, number>>;
  /** Data rows whose amount is blank or not a number: in no total. */
  readonly withoutAmount: number;
  readonly invalid: number;
  readonly preamble: number;
  readonly footer: number;
  readonly comment: number;
  readonly blank: number;
  readonly ignored: number;
}
