import { partitionOf, type Report } from '#reports/report';

export type ErrorFile = 'parse-errors.csv' | 'parse-groups.json' | 'errors.csv' | 'groups.json';

/** Keys of the lake bucket. A step that runs again writes the same keys with the same content. */
export const lakeKeys = {
  rows: (report: Report) => `report_rows/${partitionOf(report)}/`,
  /** The lines whose money stands in the ledger, and no others. */
  lines: (report: Report) => `report_lines/${partitionOf(report)}/`,
  /** The payable rows with their tracks and contexts as codes: all that conversion reads of them. */
  payableRows: (report: Report) => `report_work/report_id=${report.reportId}/rows/`,
  /** The contexts of the payable rows by code, one file a dictionary. */
  contexts: (report: Report) => `report_work/report_id=${report.reportId}/contexts/`,
  /** The tracks of the payable rows by code, one file a dictionary. */
  tracks: (report: Report) => `report_work/report_id=${report.reportId}/tracks/`,
  /** What every distinct track matched and the terms of its owner. */
  matches: (report: Report) => `report_work/report_id=${report.reportId}/matches.parquet`,
  /** The lines as converted; kept whatever becomes of the report. */
  convertedLines: (report: Report) => `report_work/report_id=${report.reportId}/lines/`,
  /** The lines' sums per holder, batch and currency. */
  totals: (report: Report) => `report_work/report_id=${report.reportId}/totals.parquet`,
  errors: (reportId: string, file: ErrorFile) => `report_errors/report_id=${reportId}/${file}`,
} as const;

/** `part-00001.parquet`, …; byte order is the order of the rows. */
export function partName(ordinal: number): string {
  return `part-${String(ordinal).padStart(5, '0')}.parquet`;
}
