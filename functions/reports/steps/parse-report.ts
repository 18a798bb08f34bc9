import { assertThat } from '#kernel/errors';
import type { Clock } from '#kernel/time/clock';
import { fileNameOf } from '#reports/object-key';
import type {
  ErrorLog,
  ErrorWriter,
  MappingStore,
  ReportFiles,
  ReportOpener,
  ReportRegister,
  ReportRows,
  RowsWriter,
} from '#reports/ports';
import { createReportReader, type ReportReader } from '#reports/report-reader';
import type { ReportSummary } from '#reports/report-row';
import { changeReport, requireReport } from '#reports/steps/change-report';
import { requireMapping } from '#reports/steps/detect-mapping';

export interface ParseReportPorts {
  readonly files: ReportFiles;
  readonly opener: ReportOpener;
  readonly mappings: MappingStore;
  readonly rows: ReportRows;
  readonly errorLog: ErrorLog;
  readonly register: ReportRegister;
  readonly clock: Clock;
}

export interface ParseOutcome {
  readonly outcome: 'parsed';
}

/**
 * Streams the file into the lake, one Parquet row for each data row, and sums the payable column exactly as it stands
 * (R22). Errors are collected, not thrown: validation adds its own and refuses them all together. Safe to repeat.
 */
export async function parseReport(ports: ParseReportPorts, reportId: string): Promise<ParseOutcome> {
  const { files, opener, register } = ports;
  const report = await requireReport(register, reportId);
  if (report.counts['rows'] !== undefined) return { outcome: 'parsed' };
  const mapping = await requireMapping(ports.mappings, report);
  const file = files.archived(report.archiveKey);
  const rows = await ports.rows.write(report);
  const errors = await ports.errorLog.open(reportId, 'anew');
  try {
    const opened = await opener.open(file, fileNameOf(report.objectKey));
    assertThat(opened.kind === 'opened', `${report.archiveKey} was readable when its mapping was detected`);
    const reader = createReportReader(opened.report, mapping);
    const moneyCurrencies = await copyRows(reader, rows, errors);
    const summary = reader.summary();
    for (const error of summary.fileErrors) await errors.append(error);
    await rows.close();
    const groups = await errors.close();
    await changeReport(ports, {
      reportId,
      change: ({ totals, counts }) => ({
        totals: { ...totals, ...summary.totals },
        counts: { ...counts, ...countsOf(summary) },
        controlTotals: summary.controlTotals,
        warnings: summary.warnings,
        errors: groups.map(({ type, count }) => ({ type, count })),
        moneyCurrencies,
      }),
      event: {
        step: 'ParseReport',
        note: `Read ${summary.counts.data} rows, ${summary.counts.payable} of them payable`,
      },
    });
    return { outcome: 'parsed' };
  } finally {
    await Promise.all([rows.abandon(), errors.abandon(), file.remove()]);
  }
}

/** Hands every row on; answers the currencies in which some payable amount is not zero. */
async function copyRows(reader: ReportReader, rows: RowsWriter, errors: ErrorWriter): Promise<readonly string[]> {
  const moneyCurrencies = new Set<string>();
  let lastCurrency: string | undefined;
  for await (const batch of reader.batches()) {
    for (const row of batch) {
      const rowsBusy = rows.append(row);
      if (rowsBusy !== undefined) await rowsBusy;
      if (row.currency !== lastCurrency && row.payable && row.amount !== undefined && row.amount.digits !== 0n) {
        moneyCurrencies.add(row.currency);
        lastCurrency = row.currency;
      }
      for (const error of row.errors) await errors.append(error);
    }
  }
  return [...moneyCurrencies].sort();
}

function countsOf({ counts }: ReportSummary): Readonly<Record<string, number>> {
  const { data, payable, filtered, withoutAmount, invalid, preamble, footer, comment, blank, ignored } = counts;
  const filteredRows = Object.values(filtered).reduce((sum, count) => sum + count, 0);
  return {
    rows: data,
    payable_rows: payable,
    filtered_rows: filteredRows,
    rows_without_amount: withoutAmount,
    invalid_rows: invalid,
    preamble_lines: preamble,
    footer_lines: footer,
    comment_lines: comment,
    blank_lines: blank,
    ignored_lines: ignored,
  };
}
