import type { WorkbookFormat } from '#reports/mapping-layout';
import type { RawRecord } from '#reports/reading/raw-record';
import type { ReportError } from '#reports/report-error';

/** A file that was dropped, before unpacking. */
export interface FileBytes {
  /** From the first byte on, as often as asked. */
  bytes(): AsyncIterable<Uint8Array>;
  /** Where it stands on local disk, for what is not read from front to back; it is fetched when that is first asked. */
  path(): Promise<string>;
}

/** A report after unpacking; every part can be read again from its beginning. */
export interface OpenedReport {
  /** The dropped file's name, without folders and without `.gz`. */
  readonly fileName: string;
  readonly members: readonly ReportMember[];
  /** True when the file is its one member, so that the digest of the one is that of the other. */
  readonly isAsDropped: boolean;
  /** Lets go of the file; nothing can be read afterwards. */
  readonly close: () => void;
}

export type ReportMember = TextMember | WorkbookMember;

export interface TextMember {
  readonly kind: 'text';
  /** The member's name in its archive, else the file's; without folders. */
  readonly name: string;
  /** The decoded bytes. Throws `UnreadableReport` where the container turns out to be damaged. */
  bytes(): AsyncIterable<Uint8Array>;
}

export interface WorkbookMember {
  readonly kind: 'workbook';
  readonly name: string;
  /** The bytes of the workbook file, for its identity. */
  bytes(): AsyncIterable<Uint8Array>;
  /** Sheets in the workbook's order. */
  sheets(): Promise<readonly WorkbookSheet[]>;
}

export interface WorkbookSheet {
  readonly name: string;
  readonly isHidden: boolean;
  records(formulas: WorkbookFormat['formulas']): AsyncIterable<readonly RawRecord[]>;
}

export type OpenOutcome =
  | { readonly kind: 'opened'; readonly report: OpenedReport }
  | { readonly kind: 'refused'; readonly error: ReportError };
