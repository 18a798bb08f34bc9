import { compareDecimals, formatDecimal } from '#kernel/money/decimal';
import { parseNumber } from '#reports/dialects/number-dialect';
import type { Mapping } from '#reports/mapping';
import type { OpenedReport } from '#reports/opened-report';
import type { StatedTotal } from '#reports/reading/footer-reader';
import { createRecordsReader } from '#reports/reading/records-reader';
import { footerValues, type ReportTable, tablesOf } from '#reports/reading/report-tables';
import { createTableReader, type TablePlace, type TableReader } from '#reports/reading/table-reader';
import { createNumberSum, createRowTally } from '#reports/reading/tally';
import { UnreadableReport } from '#reports/reading/unreadable-report';
import { createErrorGroups, type ReportError, reportError } from '#reports/report-error';
import type { ControlTotal, ReportRow, ReportSummary } from '#reports/report-row';

/** Reads a report once, from its first to its last byte, in constant memory. */
export interface ReportReader {
  /** Data rows in file order, those with errors included. Ends early where the file becomes unreadable. */
  batches(): AsyncGenerator<readonly ReportRow[], void, undefined>;
  /** What reading found; complete once `batches` has ended. */
  summary(): ReportSummary;
}

const WARNINGS_MAX = 100;

/** A reader of `report` by `mapping`. Never throws for what a file contains: that ends in the summary's errors. */
export function createReportReader(report: OpenedReport, mapping: Mapping, examplesMax = 100): ReportReader {
  const tally = createRowTally();
  const groups = createErrorGroups(examplesMax);
  const fileErrors: ReportError[] = [];
  const warnings: string[] = [];
  const controlTotals: ControlTotal[] = [];
  const classes = { preamble: 0, footer: 0, comment: 0, blank: 0, ignored: 0 };
  let noActivity = false;

  const failFile = (error: ReportError): void => {
    fileErrors.push(error);
    groups.add(error);
  };
  const warn = (warning: string): void => {
    if (warnings.length < WARNINGS_MAX) warnings.push(warning);
  };

  async function* readTable(table: ReportTable): AsyncGenerator<readonly ReportRow[], void, undefined> {
    const reader = readerOf(mapping, { ...table, footers: await footerValues(mapping, table) });
    const rows = createNumberSum();
    const amounts = createNumberSum();
    const units = createNumberSum();
    const hasFooters = mapping.rows.footers.length > 0;
    for await (const records of table.records()) {
      const batch: ReportRow[] = [];
      for (const record of records) {
        const mapped = reader.accept(record);
        if (mapped === undefined) continue;
        const { row } = mapped;
        batch.push(row);
        tally.add(row);
        for (const error of row.errors) groups.add(error);
        for (const warning of mapped.warnings) warn(warning);
        if (!hasFooters) continue;
        rows.add({ digits: 1n, scale: 0 });
        if (row.amount !== undefined) amounts.add(row.amount);
        if (row.units !== '') units.add(parseNumber(row.units, PLAIN)?.value ?? ZERO);
      }
      if (batch.length > 0) yield batch;
    }
    const counts = reader.counts();
    for (const name of ['preamble', 'footer', 'comment', 'blank', 'ignored'] as const) classes[name] += counts[name];
    noActivity ||= reader.saysNoActivity();
    if (!reader.hasHeader() && !reader.saysNoActivity()) {
      failFile(reportError('no_header', { sheet: table.sheetName }, `the header of ${mapping.title} would be right`));
    }
    const counted = { amount: amounts.sum(), units: units.sum(), rows: rows.sum(), note: ZERO };
    for (const stated of reader.statedTotals()) {
      const total = controlTotal(stated, counted[stated.footer.compares], mapping, table.sheetName);
      controlTotals.push(total);
      if (total.agrees) continue;
      if (total.severity === 'fail') failFile(totalMismatch(total));
      else if (total.severity === 'warn')
        warn(`line ${total.line}: ${total.label} says ${total.stated}, the rows add up to ${total.counted}`);
    }
  }

  return {
    async *batches() {
      try {
        for await (const table of tablesOf(report, mapping)) yield* readTable(table);
      } catch (error) {
        if (!(error instanceof UnreadableReport)) throw error;
        failFile(error.problem);
        return;
      }
      const isEmptyByFooter = controlTotals.some((total) => total.compares === 'rows' && total.agrees);
      if (tally.counts.data === 0 && !noActivity && !isEmptyByFooter && fileErrors.length === 0) {
        failFile(
          reportError(
            'no_data_rows',
            {},
            'at least one row, or the provider’s sentence that nothing was earned, would be right',
          ),
        );
      }
    },
    summary: () => ({
      totals: { parsed: tally.parsed.totals(), payable: tally.payable.totals() },
      counts: { ...classes, ...tally.counts, filtered: Object.fromEntries(tally.counts.filtered) },
      controlTotals,
      fileErrors,
      errorGroups: groups.groups(),
      warnings,
      noActivity,
      periods: tally.periods(),
    }),
  };
}

const PLAIN = { decimal: '.', thousands: 'none' } as const;
const ZERO = { digits: 0n, scale: 0 } as const;

function readerOf(mapping: Mapping, place: TablePlace): TableReader {
  return mapping.layout.kind === 'table'
    ? createTableReader(mapping, mapping.layout, place)
    : createRecordsReader(mapping, mapping.layout, place);
}

const SEVERITY = { amount: 'fail', rows: 'fail', units: 'warn', note: 'note' } as const;

function controlTotal(
  { footer, text, line }: StatedTotal,
  counted: { readonly digits: bigint; readonly scale: number },
  mapping: Mapping,
  sheet: string,
): ControlTotal {
  const value = parseNumber(text, mapping.values.numbers)?.value;
  const isNote = footer.compares === 'note';
  return {
    label: footer.label,
    compares: footer.compares,
    severity: footer.severity ?? SEVERITY[footer.compares],
    line,
    sheet,
    stated: text,
    counted: isNote ? '' : formatDecimal(counted),
    agrees: isNote || (value !== undefined && compareDecimals(value, counted) === 0),
  };
}

function totalMismatch({ label, line, sheet, stated, counted }: ControlTotal): ReportError {
  return reportError(
    'control_total_mismatch',
    { line, sheet, column: label, value: stated },
    `the rows add up to ${counted}`,
  );
}
