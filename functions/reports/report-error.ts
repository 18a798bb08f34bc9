/**
 * What can be wrong with a report, as a closed list (R22). The first part is found while reading, the second while
 * matching and converting, the third concerns the file as a whole (line 0), the last is a person's decision (line 0).
 */
const SENTENCES = {
  bad_number: 'is not a number',
  bad_date: 'is not a date',
  missing_amount: 'has no amount',
  unknown_currency: 'is not a currency',
  malformed_isrc: 'is not an ISRC',
  missing_identifier: 'names no track',
  unknown_territory: 'is not a territory',
  unknown_transaction_kind: 'is not a kind of sale that the mapping knows',
  row_check_failed: 'does not add up',
  ragged_row: 'has another number of cells than the header',
  malformed_quote: 'has text after a closing quote',
  unclosed_quote: 'opens a quote that never closes',
  nul_byte: 'contains a NUL byte',
  formula_cell: 'is a formula',
  unknown_record_type: 'is not a record type of this layout',

  unknown_track: 'is not in the catalogue',
  ambiguous_track: 'fits several tracks of different owners',
  no_release: 'belongs to no release',
  no_owner: 'has no owner',
  unknown_holder: 'is owned by a holder that is not registered',
  no_commission_rate: 'is owned by a holder without a commission rate',

  control_total_mismatch: 'differs from the rows',
  empty_file: 'has no content',
  no_header: 'has no header row',
  no_data_rows: 'has a header and no data row',
  layout_drift: 'has a header set that no mapping version of its provider knows',
  unknown_provider: 'belongs to a provider without a mapping',
  file_name_mismatch: 'does not have a name of this provider',
  missing_context: 'does not say a value that its rows need',
  unknown_format: 'is of a format that cannot be read',
  invalid_encoding: 'is not valid text in its encoding',
  line_too_long: 'has a line that is too long',
  truncated_gzip: 'is a gzip that ends too early or is damaged',
  corrupt_archive: 'is an archive that cannot be read',
  encrypted_archive: 'is an encrypted archive',
  zip_bomb: 'unpacks to more than is allowed',
  missing_sheet: 'has no sheet that the mapping reads',

  abandoned: 'is why a person abandoned it',
} as const;

export type ReportErrorType = keyof typeof SENTENCES;

export const REPORT_ERROR_TYPES = Object.keys(SENTENCES) as readonly ReportErrorType[];

export interface ReportError {
  readonly type: ReportErrorType;
  /** Physical 1-based line where the record starts, header included; 0 for the file as a whole. */
  readonly line: number;
  /** Sheet of a workbook or member of an archive; empty when the file is one table. */
  readonly sheet: string;
  /** The column as the file names it; empty when the row or file as a whole is meant. */
  readonly column: string;
  /** What stands there, cut to 1,000 characters. */
  readonly value: string;
  /** What would be right, as the end of a sentence. */
  readonly expected: string;
}

export interface ReportErrorGroup {
  readonly type: ReportErrorType;
  /** The true count, whatever the cap. */
  readonly count: number;
  /** The first errors of this type, up to the cap, in file order. */
  readonly examples: readonly ReportError[];
}

export const VALUE_CHARACTERS_MAX = 1_000;

/** An error with its value cut to 1,000 characters; `line` 0 is the file as a whole. */
export function reportError(
  type: ReportErrorType,
  at: { readonly line?: number; readonly sheet?: string; readonly column?: string; readonly value?: string },
  expected: string,
): ReportError {
  const value = (at.value ?? '').slice(0, VALUE_CHARACTERS_MAX);
  return { type, line: at.line ?? 0, sheet: at.sheet ?? '', column: at.column ?? '', value, expected };
}

/** One sentence for a person: where, what, and what would be right. */
export function describeReportError(error: ReportError): string {
  const sheet = error.sheet === '' ? '' : `${error.sheet}, `;
  const place =
    error.line === 0 ? (error.sheet === '' ? 'The file' : `File ${error.sheet}`) : `${sheet}line ${error.line}`;
  const column = error.column === '' ? '' : `, ${error.column}`;
  const value = error.value === '' ? '' : ` ${JSON.stringify(error.value)}`;
  return `${capitalised(place)}${column}:${value} ${SENTENCES[error.type]}; ${error.expected}.`;
}

/**
 * Groups errors by type, keeps the first `examplesMax` of each and the true count. Memory is bounded by
 * types × examplesMax.
 */
export function createErrorGroups(examplesMax = 100): {
  add(error: ReportError): void;
  groups(): readonly ReportErrorGroup[];
  count(): number;
} {
  const byType = new Map<ReportErrorType, { count: number; examples: ReportError[] }>();
  let total = 0;
  return {
    add(error) {
      total += 1;
      const group = byType.get(error.type) ?? { count: 0, examples: [] };
      group.count += 1;
      if (group.examples.length < examplesMax) group.examples.push(error);
      byType.set(error.type, group);
    },
    groups: () => [...byType].map(([type, group]) => ({ type, count: group.count, examples: [...group.examples] })),
    count: () => total,
  };
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
