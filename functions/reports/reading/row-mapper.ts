import type { Mapping } from '#reports/mapping';
import { amountField, rowChecks, unitsField } from '#reports/reading/amount-field';
import { rowPredicate } from '#reports/reading/condition';
import { type RawRecord, separatorOf, textOf } from '#reports/reading/raw-record';
import { trackFields } from '#reports/reading/track-fields';
import {
  currencyField,
  dateFields,
  kindField,
  periodField,
  storeField,
  type Table,
  territoryField,
  textField,
  type ValueProblem,
} from '#reports/reading/value-fields';
import { type ReportError, reportError } from '#reports/report-error';
import type { ReportRow } from '#reports/report-row';

export interface MappedRow {
  readonly row: ReportRow;
  /** What a person should know though the row is valid. */
  readonly warnings: readonly string[];
}

export type RowMapper = (record: RawRecord) => MappedRow;

const NO_ERRORS: readonly ReportError[] = Object.freeze([]);
const NO_WARNINGS: readonly string[] = Object.freeze([]);

/**
 * Compiles a mapping for one table: what does not change from row to row is decided here, once. A row's amount is read
 * even when the row is invalid or filtered, since `totals.parsed` counts it (R22); only payable rows are validated.
 */
export function createRowMapper(mapping: Mapping, table: Table): RowMapper {
  const { values, rows } = mapping;
  const { columns, context } = table;
  const filters = rows.filters.map(({ reason, when }) => ({ reason, fits: rowPredicate(when, columns) }));
  const amountOf = amountField(values.amount, values.numbers, table);
  const unitsOf = unitsField(values.units, values.numbers, table);
  const checksOf = rowChecks(values.checks, values.numbers, table);
  const currencyOf = currencyField(values.currency, table);
  const territoryOf = territoryField(values.territory, table);
  const kindOf = kindField(values.transactionKind, table);
  const periodOf = periodField(values.period, table);
  const datesOf = dateFields(values.dates, table);
  const storeOf = storeField(values.store, table);
  const titleOf = textField(values.title, table);
  const artistOf = textField(values.artist, table);
  const identifiersOf = trackFields(values, table);
  const isPadded = mapping.layout.kind === 'records' || mapping.layout.raggedRows === 'pad';
  const width = isPadded ? undefined : columns.width;

  return (record) => {
    const { cells } = record;
    const filter = filters.find(({ fits }) => fits(cells))?.reason ?? '';
    const amount = amountOf(cells);
    const units = unitsOf(cells);
    const currency = currencyOf(cells);
    const territory = territoryOf(cells);
    const period = periodOf(cells);
    const kind = kindOf(cells);
    const identifiers = identifiersOf(cells);
    const payable = filter === '';
    let errors = NO_ERRORS;
    let warnings = NO_WARNINGS;

    if (payable) {
      const broken = record.flaw === undefined ? raggedProblem(cells, width) : flawProblem(record.flaw, columns.names);
      const problems = broken === undefined ? [] : [broken];
      if (problems.length === 0) {
        for (const { problem } of [amount, units, currency, territory, period, kind, identifiers])
          if (problem) problems.push(problem);
        for (const dateOf of datesOf) {
          const { problem } = dateOf(cells);
          if (problem) problems.push(problem);
        }
        for (const check of checksOf(cells)) {
          if (check.severity === 'fail') problems.push(check.problem);
          else
            warnings = [...warnings, `line ${record.line}: ${check.problem.value} differ; ${check.problem.expected}`];
        }
      }
      if (problems.length > 0) errors = problems.map((problem) => located(problem, record.line, context.sheetName));
      if (territory.warning !== undefined) warnings = [...warnings, `line ${record.line}: ${territory.warning}`];
    }

    const row: ReportRow = {
      line: record.line,
      sheet: context.sheetName,
      amount: amount.value?.value,
      amountText: amount.value?.text ?? '',
      currency: currency.value,
      payable,
      filter,
      units: units.value?.text ?? '',
      isrc: identifiers.isrc,
      upc: identifiers.upc,
      trackKey: identifiers.trackKey,
      title: titleOf(cells),
      artist: artistOf(cells),
      store: storeOf(cells),
      territory: territory.value,
      salePeriod: period.value,
      transactionKind: kind.value,
      cells,
      text: textOf(record),
      separator: separatorOf(record),
      errors,
    };
    return { row, warnings };
  };
}

function located(problem: ValueProblem, line: number, sheet: string): ReportError {
  return reportError(problem.type, { line, sheet, column: problem.column, value: problem.value }, problem.expected);
}

const FLAWS = {
  malformed_quote: 'a quoted cell that ends at its closing quote, quotes inside doubled, would be right',
  unclosed_quote: 'a closing quote before the end of the file would be right',
  nul_byte: 'text without NUL bytes would be right',
  formula_cell: 'a plain value would be right, or a mapping that takes the cached one',
} as const;

function flawProblem(flaw: NonNullable<RawRecord['flaw']>, names: readonly string[]): ValueProblem {
  return { type: flaw.type, column: names[flaw.cell] ?? '', value: flaw.value, expected: FLAWS[flaw.type] };
}

/** More cells than the header only matter when something stands in them. */
function raggedProblem(cells: readonly string[], width: number | undefined): ValueProblem | undefined {
  if (width === undefined) return undefined;
  const isRagged =
    cells.length < width || (cells.length > width && cells.slice(width).some((cell) => cell.trim() !== ''));
  if (!isRagged) return undefined;
  return { type: 'ragged_row', column: '', value: `${cells.length} cells`, expected: `${width} cells would be right` };
}
