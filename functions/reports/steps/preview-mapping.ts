import type { DropRegister } from '#drops/ports';
import { type Problem, problem } from '#kernel/api/problem';
import { detectMapping } from '#reports/detect-mapping';
import type { Mapping } from '#reports/mapping';
import type { Preview } from '#reports/mapping-view';
import { fileNameOf } from '#reports/object-key';
import type { OpenedReport } from '#reports/opened-report';
import type { MappingStore, ReportFiles, ReportOpener } from '#reports/ports';
import { createErrorGroups, type ReportError } from '#reports/report-error';
import { createReportReader } from '#reports/report-reader';
import type { ReportRow } from '#reports/report-row';
import { refusalOf } from '#reports/steps/detect-mapping';

const ROWS_MAX = 50;
/** A preview answers a person at once; a longer file is dropped to see all of it. */
const READ_ROWS_MAX = 100_000;

export interface PreviewPorts {
  readonly drops: DropRegister;
  readonly files: ReportFiles;
  readonly opener: ReportOpener;
  readonly mappings: MappingStore;
}

/** Reads a drop by a draft, or by what is stored, and keeps nothing. */
export async function previewMapping(
  ports: PreviewPorts,
  request: { readonly provider: string; readonly dropId: string; readonly draft?: Mapping | undefined },
): Promise<Preview | Problem> {
  const drop = await ports.drops.find(request.dropId);
  if (drop === undefined)
    return problem(404, 'drop-not-found', `There is no drop ${request.dropId}; GET /v1/drops lists them.`);
  const fetched = await ports.files.fetchDrop(drop);
  if (fetched.kind !== 'fetched') return problem(404, 'drop-gone', `The file of ${request.dropId} is ${fetched.kind}.`);
  try {
    const opened = await ports.opener.open(fetched.file, fileNameOf(drop.key));
    if (opened.kind === 'refused') return refused(opened.error);
    const versions = request.draft === undefined ? await ports.mappings.versions(request.provider) : [request.draft];
    const detection = await detectMapping(opened.report, versions);
    if (detection.kind !== 'refused') return await read(opened.report, detection.mapping);
    return refused(await refusalOf(ports.mappings, request.provider, detection.error));
  } finally {
    await fetched.file.remove();
  }
}

function refused(error: ReportError): Preview {
  const groups = createErrorGroups();
  groups.add(error);
  return { outcome: 'refused', groups: groups.groups() };
}

async function read(report: OpenedReport, mapping: Mapping): Promise<Preview> {
  const reader = createReportReader(report, mapping);
  const groups = createErrorGroups();
  const rows: ReportRow[] = [];
  let count = 0;
  for await (const batch of reader.batches()) {
    rows.push(...batch.slice(0, ROWS_MAX - rows.length));
    for (const row of batch) for (const error of row.errors) groups.add(error);
    count += batch.length;
    if (count >= READ_ROWS_MAX) break;
  }
  const summary = reader.summary();
  for (const error of summary.fileErrors) groups.add(error);
  return { outcome: 'read', mapping, summary, groups: groups.groups(), rows };
}
