import { basename } from 'node:path';
import { fileOnDisk } from '#platform/clients/file-on-disk';
import { openReport } from '#reports/adapters/decode-report';
import { detectMapping } from '#reports/detect-mapping';
import type { Mapping } from '#reports/mapping';
import type { ReportError } from '#reports/report-error';
import { createReportReader } from '#reports/report-reader';
import type { ReportRow, ReportSummary } from '#reports/report-row';
import { SHIPPED_MAPPINGS } from '#reports/shipped-mappings';

export type ReadReport =
  | {
      readonly kind: 'read';
      readonly mapping: Mapping;
      readonly rows: readonly ReportRow[];
      readonly summary: ReportSummary;
    }
  | { readonly kind: 'refused'; readonly error: ReportError };

/** Opens, detects and reads a whole report file, as the pipeline does in steps. */
export async function readReportFile(
  path: string,
  mappings: readonly Mapping[] = SHIPPED_MAPPINGS,
  fileName = basename(path),
): Promise<ReadReport> {
  const opened = await openReport(fileOnDisk(path), fileName);
  if (opened.kind === 'refused') return opened;
  const { report } = opened;
  try {
    const detection = await detectMapping(report, mappings);
    if (detection.kind === 'refused') return { kind: 'refused', error: detection.error };
    const reader = createReportReader(report, detection.mapping);
    const rows: ReportRow[] = [];
    for await (const batch of reader.batches()) rows.push(...batch);
    return { kind: 'read', mapping: detection.mapping, rows, summary: reader.summary() };
  } finally {
    report.close();
  }
}

/** A report that must be readable. */
export async function mustRead(
  path: string,
  mappings?: readonly Mapping[],
  fileName?: string,
): Promise<Extract<ReadReport, { kind: 'read' }>> {
  const result = await readReportFile(path, mappings, fileName);
  if (result.kind === 'read') return result;
  throw new Error(`${path} was refused: ${JSON.stringify(result.error)}`);
}
