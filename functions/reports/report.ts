import type { Instant } from '#kernel/time/clock';
import type { ReportError, ReportErrorType } from '#reports/report-error';
import type { ControlTotal, CurrencyTotal } from '#reports/report-row';

/** Where a report stands; `completed` and `failed` are final. */
export type ReportStatus = 'queued' | 'processing' | 'awaiting_remittance' | 'completed' | 'failed';

/** An amount of one currency in ledger text (10 decimals). */
export interface CurrencyAmount {
  readonly currency: string;
  readonly amount: string;
}

export interface ReportTotals {
  /** Every data row before filters and validation, also on failure (R22). */
  readonly parsed: readonly CurrencyTotal[];
  /** What the mapping's filters leave (R22). */
  readonly payable: readonly CurrencyTotal[];
  /** What really arrived, by the currency of the money. */
  readonly received: readonly CurrencyAmount[];
  readonly commission: readonly CurrencyAmount[];
  /** What the holders get: received − commission. */
  readonly holders: readonly CurrencyAmount[];
}

/** One kind of error with its true number; the samples are in the lake, at `errorsKey`. */
export interface ErrorCount {
  readonly type: ReportErrorType;
  readonly count: number;
}

/** One remittance of one original currency (R23), as a person stated it. */
export interface Remittance {
  readonly originalCurrency: string;
  readonly currency: string;
  /** Ledger text, e.g. `"1234.5600000000"`. */
  readonly amount: string;
  readonly sheetId?: string;
  readonly statedBy: string;
  readonly statedAt: Instant;
  /** Set when a second person accepted a factor outside the mapping's bounds. */
  readonly factorAcceptedBy?: string;
}

/** The effective factor of one original currency, an exact rational of integers in decimal text (R23). */
export interface Factor {
  readonly originalCurrency: string;
  readonly currency: string;
  /** Truncated to 10 decimals, to be read; the pair is what counts. */
  readonly factor: string;
  readonly numerator: string;
  readonly denominator: string;
}

export type WaitingFor =
  | { readonly kind: 'remittance'; readonly currencies: readonly string[] }
  | { readonly kind: 'factor'; readonly currencies: readonly string[]; readonly reason: string }
  | { readonly kind: 'supersession'; readonly reports: readonly string[]; readonly reason: string };

/** The naming of the version that this report replaces: prepared by one, approved by another (R25). */
export interface Supersession {
  readonly supersedes: string;
  readonly preparedBy: string;
  readonly preparedAt: Instant;
  readonly approvedBy?: string;
  readonly approvedAt?: Instant;
}

/** That a person ended the wait of a report whose money will never come, or never fit (R23). */
export interface Abandonment {
  readonly by: string;
  readonly at: Instant;
  /** In that person's words. */
  readonly reason: string;
}

/** One thing that happened to a report, once. */
export interface TimelineEvent {
  /** Orders events of one report; the name of the state, e.g. `ParseReport`. */
  readonly step: string;
  readonly at: Instant;
  readonly note: string;
  readonly actor?: string;
}

/** One version of what a provider said it sold, and how far its money has come. */
export interface Report {
  readonly reportId: string;
  readonly provider: string;
  readonly sheetId?: string;
  readonly status: ReportStatus;
  readonly dropId: string;
  readonly objectKey: string;
  /** SHA-256 of the decoded content (unzipped members), hex; with the provider, the identity of the report (R25). */
  readonly contentHash: string;
  /** Key of the bytes as dropped in the lake bucket, `archive/<sha256>`. */
  readonly archiveKey: string;
  readonly bytes: number;
  /** Why the content cannot be unpacked whole, as a bomb or a damaged archive; the hash is then that of the bytes. */
  readonly damage?: ReportError;
  /** 1, 2, …: content that failed may be dropped again (R25). */
  readonly attempt: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly mappingVersion?: number;
  /** `YYYY-MM` of the sales, or `unknown`; a partition of the lake. */
  readonly period?: string;
  readonly catalogVersion?: number;
  readonly totals: ReportTotals;
  readonly factors: readonly Factor[];
  /** `rows`, `payable_rows`, `invalid_rows`, `tracks`, `holders`, `batches`, … */
  readonly counts: Readonly<Record<string, number>>;
  readonly controlTotals: readonly ControlTotal[];
  readonly errors: readonly ErrorCount[];
  readonly warnings: readonly string[];
  /** Why the report failed, or is failing: once it is set, nothing of the report is sealed, posted or completed any more. */
  readonly failure?: string;
  /** Set together with `failure`, by a person. */
  readonly abandonment?: Abandonment;
  /** Earlier reports of the same sheet that still stand; one of them must be superseded first (R25). */
  readonly sheetReports: readonly string[];
  /** Original currencies with a payable amount other than zero: each needs a remittance (R23). */
  readonly moneyCurrencies: readonly string[];
  readonly supersession?: Supersession;
  readonly supersededBy?: string;
  readonly waitingFor?: WaitingFor | undefined;
  /** What the waiting state machine answers to; a wake-up call, never a fact. */
  readonly taskToken?: string | undefined;
  /** The remittances as sealed when conversion began; later ones are refused. */
  readonly sealedRemittances?: readonly Remittance[];
  /** The last instant a remittance was stated: when the report's money takes effect (R31). */
  readonly effectiveAt?: Instant;
  /** Set before the first transaction is posted; without it the ledger holds nothing of the report. */
  readonly postingBegan?: boolean;
  /** One more for each change; the optimistic lock. */
  readonly revision: number;
}

export const NO_TOTALS: ReportTotals = { parsed: [], payable: [], received: [], commission: [], holders: [] };

/** True once nothing will change any more. */
export function isFinal(status: ReportStatus): boolean {
  return status === 'completed' || status === 'failed';
}

/** The report failed, or its failure is being cleaned up: no step may bring it back. */
export function isFailing({ status, failure }: Pick<Report, 'status' | 'failure'>): boolean {
  return status === 'failed' || failure !== undefined;
}

/** The values of the lake's partition keys for a report. */
export function folderOf({ provider, period = 'unknown', reportId }: Pick<Report, 'provider' | 'period' | 'reportId'>) {
  return { provider, period, reportId };
}

/** Where a report's Parquet files stand in a lake table. */
export function partitionOf(report: Pick<Report, 'provider' | 'period' | 'reportId'>): string {
  const { provider, period, reportId } = folderOf(report);
  return `provider=${provider}/period=${period}/report_id=${reportId}`;
}
