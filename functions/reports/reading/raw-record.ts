import type { ReportErrorType } from '#reports/report-error';

/** A record of a file before any meaning: its cells and the physical 1-based line where it starts. */
export interface RawRecord {
  readonly line: number;
  readonly cells: readonly string[];
  /** The record as the file writes it, when nothing but `delimiter` parts its cells; not of one with quotes, nor of a sheet's. */
  readonly text?: string | undefined;
  readonly delimiter?: string | undefined;
  /** What is wrong with the record itself; `undefined` when nothing is. */
  readonly flaw?: RecordFlaw | undefined;
}

/** Parts the cells where a delimiter cannot, since it may stand in them; a cell that holds this one shows as two. */
const CELL_SEPARATOR = '\u001f';

/** All cells of a record as one text, with `separatorOf` it between them. */
export function textOf({ text, cells }: RawRecord): string {
  return text ?? cells.join(CELL_SEPARATOR);
}

export function separatorOf({ text, delimiter }: RawRecord): string {
  return text === undefined || delimiter === undefined ? CELL_SEPARATOR : delimiter;
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
