import type { DropIssue } from '#drops/drop';
import type { DropRegister } from '#drops/ports';
import { assertThat } from '#kernel/errors';
import type { Clock } from '#kernel/time/clock';
import { detectMapping } from '#reports/detect-mapping';
import { providersNamed } from '#reports/mapping';
import { fileNameOf, providerOf } from '#reports/object-key';
import type { OpenedReport } from '#reports/opened-report';
import type { DroppedReport, LocalFile, MappingStore, ReportFiles, ReportOpener, ReportRegister } from '#reports/ports';
import { NO_TOTALS, type Report } from '#reports/report';
import { type ContentHash, contentHash, reportIdOf } from '#reports/report-identity';
import { SHIPPED_MAPPINGS } from '#reports/shipped-mappings';

export interface RegisterReportPorts {
  readonly files: ReportFiles;
  readonly opener: ReportOpener;
  readonly mappings: MappingStore;
  readonly register: ReportRegister;
  readonly drops: DropRegister;
  readonly clock: Clock;
}

export type RegisterOutcome =
  | { readonly outcome: 'registered'; readonly report_id: string }
  /** The content is known: the drop answers with the first report (R25). */
  | { readonly outcome: 'duplicate'; readonly report_id: string }
  /** The bytes of the event are gone; the drop says so. */
  | { readonly outcome: 'gone'; readonly report_id: '' };

/**
 * Archives the bytes of a drop and gives them their report (R25): the same content of the same provider is the same
 * report, content that failed is a new attempt. Safe to repeat: the same drop gets the same answer.
 */
export async function registerReport(ports: RegisterReportPorts, drop: DroppedReport): Promise<RegisterOutcome> {
  const { files, drops, clock } = ports;
  const fetched = await files.fetchDrop(drop);
  if (fetched.kind !== 'fetched') {
    await drops.markFailed(drop.dropId, { at: clock.now(), errors: [goneIssue(drop, fetched.kind)] });
    return { outcome: 'gone', report_id: '' };
  }
  const { file } = fetched;
  try {
    const archiveKey = await files.archive(drop, file);
    const identity = await identityOf(ports, file, drop.key);
    const { contentHash: hash } = identity;
    const report = await claim(ports, drop, { archiveKey, ...identity, bytes: file.sizeBytes });
    const link = { type: 'report', id: report.reportId } as const;
    if (report.dropId !== drop.dropId) {
      await drops.markDuplicate(drop.dropId, { at: clock.now(), duplicateOf: report.dropId, contentHash: hash, link });
      return { outcome: 'duplicate', report_id: report.reportId };
    }
    await drops.markProcessing(drop.dropId, { at: clock.now(), contentHash: hash, link });
    return { outcome: 'registered', report_id: report.reportId };
  } finally {
    await file.remove();
  }
}

type Identity = Pick<Report, 'provider' | 'contentHash' | 'damage'>;

/** The provider, and the hash of the decoded content: of the bytes as they are where they cannot be decoded. */
async function identityOf(ports: RegisterReportPorts, file: LocalFile, key: string): Promise<Identity> {
  const folder = providerOf(key);
  const opened = await ports.opener.open(file, fileNameOf(key));
  if (opened.kind === 'refused') return { provider: folder, contentHash: file.sha256, damage: opened.error };
  const content: ContentHash = opened.report.isAsDropped
    ? { kind: 'hashed', hash: file.sha256 }
    : await contentHash(opened.report);
  if (content.kind !== 'hashed') return { provider: folder, contentHash: file.sha256, damage: content.error };
  return { provider: await providerMeant(ports.mappings, folder, opened.report), contentHash: content.hash };
}

/** Providers that share a name are told apart by the header set; a folder that names none is a provider of its own. */
async function providerMeant(mappings: MappingStore, folder: string, report: OpenedReport): Promise<string> {
  const named = providersNamed(folder, SHIPPED_MAPPINGS);
  const [only = folder] = named;
  if (named.length <= 1) return only;
  const versions = await Promise.all(named.map((provider) => mappings.versions(provider)));
  const detection = await detectMapping(report, versions.flat());
  if (detection.kind !== 'refused') return detection.mapping.provider;
  return named.includes(folder) ? folder : only;
}

interface Content extends Identity {
  readonly archiveKey: string;
  readonly bytes: number;
}

/** The report that holds this content: an earlier one, or a new one for this drop. */
async function claim(ports: RegisterReportPorts, drop: DroppedReport, content: Content): Promise<Report> {
  const { register } = ports;
  const { provider } = content;
  for (;;) {
    const known = await register.findContent({ provider, contentHash: content.contentHash });
    if (known !== undefined) {
      const report = await register.find(known.reportId);
      assertThat(report !== undefined, `Content of ${known.reportId} is claimed, but the report does not exist`);
      if (report.dropId === drop.dropId || report.status !== 'failed') return report;
    }
    const sheet = drop.sheetId === undefined ? NO_SHEET : await register.findSheet({ provider, sheetId: drop.sheetId });
    const attempt = (known?.attempt ?? 0) + 1;
    const report = newReport(ports.clock, drop, { ...content, attempt, sheetReports: sheet.reportIds });
    const event = { step: 'RegisterReport', at: report.createdAt, note: `Registered from ${drop.key}` };
    if ((await register.create(report, event, sheet.revision)) === 'created') return report;
  }
}

const NO_SHEET = { reportIds: [], revision: 0 } as const;

function newReport(
  clock: Clock,
  drop: DroppedReport,
  identity: Content & Pick<Report, 'attempt' | 'sheetReports'>,
): Report {
  const at = clock.now();
  return {
    reportId: reportIdOf(identity),
    ...identity,
    ...(drop.sheetId !== undefined && { sheetId: drop.sheetId }),
    status: 'queued',
    dropId: drop.dropId,
    objectKey: drop.key,
    createdAt: at,
    updatedAt: at,
    totals: NO_TOTALS,
    factors: [],
    counts: {},
    controlTotals: [],
    errors: [],
    warnings: [],
    moneyCurrencies: [],
    revision: 1,
  };
}

function goneIssue({ key }: DroppedReport, kind: 'deleted' | 'overwritten'): DropIssue {
  return kind === 'deleted'
    ? { code: 'object_deleted', message: `${key} was deleted before it was read; drop the file again.` }
    : {
        code: 'object_overwritten',
        message: `${key} was overwritten before it was read; the newer drop of the same key is read instead.`,
      };
}
