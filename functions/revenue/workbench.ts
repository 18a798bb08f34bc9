import type { FileIssue } from '#kernel/csv/file-issue';
import type { RevenueBook, RevenueVersion } from '#revenue/ports';
import type { RevenueRow } from '#revenue/read-revenue';

/** Rows of one dropped file on local disk; memory does not grow with them. */
export interface RevenueWorkbench {
  /** Folder of this workbench; gone once it is closed. */
  readonly directory: string;
  stage(rows: readonly RevenueRow[]): Promise<void>;
  /** Writes one period's rows as a snapshot file, sorted by content, so that equal content makes equal bytes. */
  write(periodId: string, toPath: string): Promise<void>;
  close(): Promise<void>;
}

export type OpenRevenueWorkbench = () => Promise<RevenueWorkbench>;

/** What an import did, in country-periods and rows. */
export interface RevenueCounts {
  readonly created: number;
  /** Periods whose version was replaced as a whole. */
  readonly updated: number;
  readonly unchanged: number;
  readonly rows: number;
}

/** What an import did, kept so that repeating it gives the same answer. */
export interface RevenueImport {
  readonly dropId: string;
  readonly counts: RevenueCounts;
  /** The versions that this drop brought into force. */
  readonly versions: readonly { readonly periodId: string; readonly version: number }[];
}

/** One period's move from the version in force (0: none) to the next. */
export interface RevenueMove {
  readonly from: number;
  readonly next: RevenueVersion;
}

export type RecordOutcome =
  | { readonly kind: 'recorded' }
  | { readonly kind: 'lost-race' }
  | { readonly kind: 'frozen'; readonly periodIds: readonly string[] };

/** A period that is open behind a frozen later one of its country. */
export interface PassedOver {
  readonly periodId: string;
  readonly laterPeriodId: string;
}

/** Collected revenue as its own import changes it. */
export interface RevenueStore extends RevenueBook {
  findImport(dropId: string): Promise<RevenueImport | undefined>;
  /** Those of the given periods that are frozen or paid. */
  frozen(periodIds: readonly string[]): Promise<readonly string[]>;
  /** Those that are not, though a later period of their country is: they can never close any more (R13). */
  passedOver(periodIds: readonly string[]): Promise<readonly PassedOver[]>;
  /** Stores the file under the first free version number of the period from `fromVersion` on. */
  storeSnapshot(snapshot: {
    readonly periodId: string;
    readonly path: string;
    readonly fromVersion: number;
  }): Promise<{ readonly version: number; readonly key: string; readonly sha256: string }>;
  /** SHA-256 of a local file, hex. */
  hash(path: string): Promise<string>;
  /**
   * Writes the import and every move in one write, which holds only while each moved period is still at `from` and not frozen
   * (R21), and each other one still at the version that says the same. Nothing is written unless `recorded`.
   */
  record(record: {
    readonly moves: readonly RevenueMove[];
    readonly standing: readonly { readonly periodId: string; readonly version: number }[];
    readonly revenueImport: RevenueImport;
  }): Promise<RecordOutcome>;
}

/** Tells whoever waits for a period's revenue, such as its close, that there is some. Telling twice is harmless. */
export interface RevenueBell {
  ring(version: { readonly periodId: string; readonly version: number }): Promise<void>;
}

export type RevenueOutcome =
  | { readonly kind: 'imported'; readonly revenueImport: RevenueImport }
  | { readonly kind: 'refused'; readonly errors: readonly FileIssue[]; readonly errorCount: number };
