import { type Detection, detectMapping } from '#reports/detect-mapping';
import { type Mapping, parseMapping } from '#reports/mapping';
import type { OpenedReport } from '#reports/opened-report';
import { createReportReader } from '#reports/report-reader';
import type { ReportRow, ReportSummary } from '#reports/report-row';

/** A report in memory: members by name, as text (UTF-8) or bytes, handed out in pieces of `chunkBytes`. */
export function aReport(members: Readonly<Record<string, string | Uint8Array>>, chunkBytes = 1 << 16): OpenedReport {
  const [fileName = 'report.csv'] = Object.keys(members);
  return {
    fileName,
    isAsDropped: false,
    close: () => {},
    members: Object.entries(members).map(([name, content]) => ({
      kind: 'text',
      name,
      bytes: () => pieces(bytesOf(content), chunkBytes),
    })),
  };
}

export async function* pieces(bytes: Uint8Array, chunkBytes: number): AsyncGenerator<Uint8Array, void, undefined> {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}

/** A small valid mapping document over the columns `Date, Title, ISRC, Units, Net`; parts are replaced by `changes`. */
export function aMappingDocument(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    provider: 'testtone',
    version: 1,
    title: 'Testtone statement',
    formats: [{ kind: 'delimited', delimiter: ',' }],
    layout: { kind: 'table', columns: { required: ['Date', 'Title', 'ISRC', 'Units', 'Net'] } },
    values: aValues(),
    ...changes,
  };
}

export function aValues(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    amount: { from: [{ column: 'Net' }] },
    units: { from: [{ column: 'Units' }] },
    currency: { from: [{ constant: 'USD' }] },
    period: { from: [{ column: 'Date' }], templates: ['YYYY-MM-DD'] },
    title: { from: [{ column: 'Title' }] },
    isrc: { from: [{ column: 'ISRC' }] },
    ...changes,
  };
}

export function aMapping(changes: Readonly<Record<string, unknown>> = {}): Mapping {
  const parsed = parseMapping(aMappingDocument(changes));
  if (parsed.kind === 'valid') return parsed.mapping;
  throw new Error(JSON.stringify(parsed.problems));
}

export interface Reading {
  readonly rows: readonly ReportRow[];
  readonly summary: ReportSummary;
  /** Error types of rows and file with their lines, in order. */
  readonly errors: readonly string[];
}

export async function read(report: OpenedReport, mapping: Mapping): Promise<Reading> {
  const reader = createReportReader(report, mapping);
  const rows: ReportRow[] = [];
  for await (const batch of reader.batches()) rows.push(...batch);
  const summary = reader.summary();
  const all = [...rows.flatMap((row) => row.errors), ...summary.fileErrors];
  return { rows, summary, errors: all.map((error) => `${error.type}@${error.line}`) };
}

/** Reads lines under the header of `aMapping`. */
export async function readLines(
  lines: readonly string[],
  changes: Readonly<Record<string, unknown>> = {},
): Promise<Reading> {
  return await read(
    aReport({ 'report.csv': ['Date,Title,ISRC,Units,Net', ...lines, ''].join('\n') }),
    aMapping(changes),
  );
}

export async function detect(report: OpenedReport, ...mappings: readonly Mapping[]): Promise<Detection> {
  return await detectMapping(report, mappings);
}

function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === 'string' ? new TextEncoder().encode(content) : content;
}
