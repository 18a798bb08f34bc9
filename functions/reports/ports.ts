import type { Decimal } from '#kernel/money/decimal';
import type { Instant } from '#kernel/time/clock';
import type { Mapping } from '#reports/mapping';
import type { FileBytes, OpenOutcome } from '#reports/opened-report';
import type { Remittance, Report, TimelineEvent } from '#reports/report';
import type { ReportError, ReportErrorGroup } from '#reports/report-error';
import type { ReportRow } from '#reports/report-row';

/** What an ingest execution starts from: one accepted drop. */
export interface DroppedReport {
  readonly dropId: string;
  readonly bucket: string;
  readonly key: string;
  readonly etag: string;
  readonly size: number;
  readonly droppedAt: Instant;
  readonly sheetId?: string;
}

/** A file's bytes where they are kept; on local disk only when they are wanted there. `remove` lets go of that disk. */
export interface KeptFile extends FileBytes {
  remove(): Promise<void>;
}

/** A file that is on local disk. */
export interface LocalFile extends KeptFile {
  readonly sizeBytes: number;
  /** SHA-256 of the bytes, hex. */
  readonly sha256: string;
}

export type FetchedDrop =
  | { readonly kind: 'fetched'; readonly file: LocalFile }
  /** The object was deleted between its event and this read. */
  | { readonly kind: 'deleted' }
  /** The object has other bytes by now; the newer event carries those. */
  | { readonly kind: 'overwritten' };

/** The bytes as dropped, and the archive that keeps them for good. */
export interface ReportFiles {
  fetchDrop(drop: DroppedReport): Promise<FetchedDrop>;
  /** Keeps the drop's bytes, which `file` holds, in the lake under `archive/<sha256>`; storing them again changes nothing. */
  archive(drop: DroppedReport, file: LocalFile): Promise<string>;
  archived(archiveKey: string): KeptFile;
}

/** Unpacks a file as dropped, by its bytes and not by its name alone. */
export interface ReportOpener {
  open(bytes: FileBytes, fileName: string): Promise<OpenOutcome>;
}

/** The mapping documents: those shipped with the code and those stored through the API, one numbering per provider. */
export interface MappingStore {
  /** Every version, oldest first; empty for a provider that nobody has mapped. */
  versions(provider: string): Promise<readonly Mapping[]>;
  /** Every provider that has a mapping, sorted. */
  providers(): Promise<readonly string[]>;
  /** Stores the next version; `stale` when that version exists by now. */
  add(mapping: Mapping, storedBy: { readonly subject: string; readonly at: Instant }): Promise<'added' | 'stale'>;
}

/** Which report holds some content of a provider (R25). */
export interface ContentClaim {
  readonly reportId: string;
  readonly dropId: string;
  readonly attempt: number;
}

export interface Sheet {
  /** Every report that ever came under this sheet id, oldest first. */
  readonly reportIds: readonly string[];
  readonly revision: number;
}

export interface ReportPage {
  readonly reports: readonly Report[];
  readonly nextCursor?: string;
}

/** The reports' records in the control table. Every change is conditional; the loser of a race reads again. */
export interface ReportRegister {
  find(reportId: string): Promise<Report | undefined>;
  findContent(content: { readonly provider: string; readonly contentHash: string }): Promise<ContentClaim | undefined>;
  findSheet(sheet: { readonly provider: string; readonly sheetId: string }): Promise<Sheet>;
  /**
   * Writes the record, its claim on the content and its place under the sheet together. `lost` when another report
   * claimed the content, or the sheet moved past `sheetRevision`, in between.
   */
  create(report: Report, event: TimelineEvent, sheetRevision: number): Promise<'created' | 'lost'>;
  /** Replaces the record if it still has revision `report.revision - 1`, and appends the event. */
  save(report: Report, event?: TimelineEvent): Promise<'saved' | 'stale'>;
  events(reportId: string): Promise<readonly TimelineEvent[]>;
  remittances(reportId: string): Promise<readonly Remittance[]>;
  /** Writes the remittance of its original currency if the report still has revision `revision`, which moves by one. */
  stateRemittance(reportId: string, revision: number, remittance: Remittance): Promise<'saved' | 'stale'>;
  /** Newest first. */
  list(query: { readonly limit: number; readonly cursor?: string }): Promise<ReportPage>;
}

/** Wakes a state machine that waits for a token. A token that is spent or expired is no error: the wake-up was not needed. */
export interface Waiters {
  wake(taskToken: string): Promise<void>;
}

/** Takes rows in file order and writes them as Parquet, in parts of bounded size. */
export interface RowsWriter {
  /** Answers a promise only when the caller should wait before appending more. */
  append(row: ReportRow): Promise<void> | undefined;
  /** Publishes the last part; the report's rows are complete in the lake when it resolves. */
  close(): Promise<void>;
  /** Leaves nothing on local disk; safe after `close`. */
  abandon(): Promise<void>;
}

/** Every data row of a report, as mapped, in the lake. */
export interface ReportRows {
  /** A writer into the partition of `report`; an earlier attempt at the same rows is replaced. */
  write(report: Report): Promise<RowsWriter>;
}

/** Payable rows in file order, by columns of equal length. */
export interface PayableRows {
  readonly currencies: readonly string[];
  readonly amounts: readonly Decimal[];
  readonly commissionRates: readonly string[];
}

/** Ledger units row by row, in the order of the payable rows; the holder's part is `converted − commission`. */
export interface ConvertedRows {
  readonly converted: readonly bigint[];
  readonly commissions: readonly bigint[];
}

/** How payable rows become lines. */
export interface RowConversion {
  /** The currency of the money by original currency. */
  readonly currencyOf: ReadonlyMap<string, string>;
  /** Called with consecutive stretches of the payable rows, in file order. */
  readonly convert: (rows: PayableRows) => ConvertedRows;
}

/** What the lines of one holder, batch and currency add up to, in ledger units. */
export interface LineTotal {
  readonly holderId: string;
  readonly batchId: string;
  readonly currency: string;
  readonly converted: bigint;
  readonly commission: bigint;
  readonly holderAmount: bigint;
  readonly rows: number;
}

/** The converted lines of a report in the lake: what every unit of its money came from. */
export interface ReportLines {
  /** Streams the payable rows through `convert` and writes a line for each, with the terms that matching kept. */
  write(report: Report, conversion: RowConversion): Promise<void>;
  /** The sums as `write` left them; by holder, batch and currency in byte order. */
  totals(report: Report): Promise<readonly LineTotal[]>;
  /** Shows the lines to whoever queries the lake; only lines whose money stands in the ledger are shown. */
  publish(report: Report): Promise<void>;
  /** Takes the lines out of that sight again; they stay where `write` left them. */
  withdraw(report: Report): Promise<void>;
  /** The sums added up again from the lines themselves. */
  recount(report: Report): Promise<readonly LineTotal[]>;
}

/** Every error of a report: grouped with examples, and in full as a CSV file in the lake. */
export interface ErrorLog {
  /** Starts the list of a report anew with the errors of an earlier step, if `after` says so. */
  open(reportId: string, mode: 'anew' | 'append'): Promise<ErrorWriter>;
  groups(reportId: string): Promise<readonly ReportErrorGroup[]>;
  /** A link to the full CSV, good for 15 minutes; `undefined` when the report has no errors. */
  downloadUrl(reportId: string): Promise<string | undefined>;
}

export interface ErrorWriter {
  append(error: ReportError): Promise<void> | undefined;
  /** Publishes the full list and the groups; answers the groups. */
  close(): Promise<readonly ReportErrorGroup[]>;
  /** Leaves nothing on local disk; safe after `close`. */
  abandon(): Promise<void>;
}

/** Groups holders' earnings: per artist for artist releases, per label for label releases. */
export interface Batch {
  readonly batchId: string;
  readonly kind: 'artist' | 'label';
  readonly name: string;
}

export interface BatchRegister {
  /** Creates what does not exist; answers how many existed before. */
  reuseOrCreate(batches: readonly Batch[]): Promise<{ readonly reused: number }>;
}

/** A data row of a report as kept in the lake, with its line where it was converted. Texts as SQL gives them. */
export interface LakeRow {
  readonly ordinal: number;
  readonly fields: Readonly<Record<string, string>>;
}

export type EarningsGrouping = 'period' | 'provider' | 'store' | 'territory' | 'track';

/** What a holder earned in one group and currency, in decimal text. */
export interface Earnings {
  readonly group: string;
  readonly currency: string;
  readonly amount: string;
  readonly commission: string;
  readonly converted: string;
  readonly rows: number;
}

/** Questions to the whole lake, for the API. */
export interface LakeQueries {
  /** Rows of one report after `after`, in file order; an empty holder or track means any. */
  rows(query: {
    readonly report: Report;
    readonly holderId: string;
    readonly trackId: string;
    readonly after: number;
    readonly limit: number;
  }): Promise<readonly LakeRow[]>;
  earnings(query: { readonly holderId: string; readonly groupBy: EarningsGrouping }): Promise<readonly Earnings[]>;
}
