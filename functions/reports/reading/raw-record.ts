import type { ReportErrorType } from '#reports/report-error';

/** A record of a file before any meaning: its cells and the physical 1-based line where it starts. */
export interface RawRecord {
  readonly line: number;
  readonly cells: readonly string[];
  /** What is wrong with the record itself; `undefined` when nothing is. */
  readonly flaw?: RecordFlaw | undefined;
}

export interface RecordFlaw {
  readonly type: Extract<ReportErrorType, 'malformed_quote' | 'unclosed_quote' | 'nul_byte' | 'formula_cell'>;
  /** Position of the cell, from 0; -1 when unknown. */
  readonly cell: number;
  readonly value: string;
}

/** Records of one table: a text file, an archive's member or a sheet. */
export interface RecordBatch {
  /** The sheet or member; empty when the file is one table. */
  readonly sheet: string;
  readonly records: readonly RawRecord[];
}
