import { assertThat } from '#kernel/errors';
import type { Clock } from '#kernel/time/clock';
import { detectMapping as detect, unknownProvider } from '#reports/detect-mapping';
import type { Mapping } from '#reports/mapping';
import { fileNameOf } from '#reports/object-key';
import type { OpenedReport } from '#reports/opened-report';
import type { ErrorLog, MappingStore, ReportFiles, ReportOpener, ReportRegister } from '#reports/ports';
import type { Report } from '#reports/report';
import type { ReportError } from '#reports/report-error';
import { createReportReader } from '#reports/report-reader';
import { changeReport, requireReport } from '#reports/steps/change-report';

export interface DetectMappingPorts {
  readonly files: ReportFiles;
  readonly opener: ReportOpener;
  readonly mappings: MappingStore;
  readonly register: ReportRegister;
  readonly errorLog: ErrorLog;
  readonly clock: Clock;
}

export interface DetectOutcome {
  readonly outcome: 'detected' | 'refused';
}

/**
 * Finds the version of the provider's mapping by the file's header set. A file that fits none is quarantined: it fails
 * with the missing and the new columns. Safe to repeat.
 */
export async function detectReportMapping(ports: DetectMappingPorts, reportId: string): Promise<DetectOutcome> {
  const { files, opener, mappings, register } = ports;
  const report = await requireReport(register, reportId);
  if (report.mappingVersion !== undefined) return { outcome: 'detected' };
  // Whatever else its first bytes look like, that it cannot be unpacked whole is the true cause.
  if (report.damage !== undefined) return refuse(ports, report, report.damage);
  const versions = await mappings.versions(report.provider);
  const file = files.archived(report.archiveKey);
  try {
    const opened = await opener.open(file, fileNameOf(report.objectKey));
    if (opened.kind === 'refused') return await refuse(ports, report, opened.error);
    const detection = await detect(opened.report, versions);
    if (detection.kind === 'refused') {
      return await refuse(ports, report, await refusalOf(mappings, report.provider, detection.error));
    }
    const period = await firstPeriod(opened.report, detection.mapping);
    await changeReport(ports, {
      reportId,
      change: () => ({ status: 'processing', mappingVersion: detection.mapping.version, period }),
      event: {
        step: 'DetectMapping',
        note: `Read by ${detection.mapping.title}, version ${detection.mapping.version}`,
      },
    });
    return { outcome: 'detected' };
  } finally {
    await file.remove();
  }
}

/** The mapping that detection chose; asserts that it still exists, since no version is ever removed. */
export async function requireMapping(mappings: MappingStore, report: Report): Promise<Mapping> {
  const versions = await mappings.versions(report.provider);
  const mapping = versions.find(({ version }) => version === report.mappingVersion);
  assertThat(mapping !== undefined, `${report.provider} has no mapping version ${report.mappingVersion}`);
  return mapping;
}

/** Why no mapping of the provider reads the file; of a provider that nobody has mapped, with those that are known. */
export async function refusalOf(mappings: MappingStore, provider: string, error: ReportError): Promise<ReportError> {
  return error.type === 'unknown_provider' ? unknownProvider(provider, await mappings.providers()) : error;
}

async function refuse(ports: DetectMappingPorts, report: Report, error: ReportError): Promise<DetectOutcome> {
  const log = await ports.errorLog.open(report.reportId, 'anew');
  try {
    await log.append(error);
    const groups = await log.close();
    await changeReport(ports, {
      reportId: report.reportId,
      change: () => ({ status: 'processing', errors: groups.map(({ type, count }) => ({ type, count })) }),
    });
    return { outcome: 'refused' };
  } finally {
    await log.abandon();
  }
}

/** The period that the first rows tell; it names the partition of the lake, so it is known before any row is kept. */
async function firstPeriod(opened: OpenedReport, mapping: Mapping): Promise<string> {
  for await (const rows of createReportReader(opened, mapping).batches()) {
    const found = rows.find((row) => row.payable && row.salePeriod !== '') ?? rows.find((row) => row.salePeriod !== '');
    if (found !== undefined) return found.salePeriod;
  }
  return 'unknown';
}
