import type { Mapping } from '#reports/mapping';
import type { OpenedReport, ReportMember } from '#reports/opened-report';
import { membersOf } from '#reports/reading/report-tables';
import { fitTable, headOf, headOfSheet, type TableFit, type TableHead } from '#reports/reading/table-fit';
import { UnreadableReport } from '#reports/reading/unreadable-report';
import { type ReportError, reportError } from '#reports/report-error';

/** How far a file's header is from the closest version that is known. */
export interface LayoutDrift {
  readonly version: number;
  readonly missing: readonly string[];
  readonly unknown: readonly string[];
}

export type Detection =
  | { readonly kind: 'detected'; readonly mapping: Mapping }
  /** `drift` is there when the file has a header, but of no known version: it is to be quarantined. */
  | { readonly kind: 'refused'; readonly error: ReportError; readonly drift?: LayoutDrift };

const NAMES_MAX = 40;

/** That nobody has mapped the provider `value`, and which ones are `known`. */
export function unknownProvider(value: string, known: readonly string[]): ReportError {
  const one = known.length === 0 ? '' : `, or the folder of a known one: ${known.join(', ')}`;
  return reportError('unknown_provider', { value }, `a mapping of its provider, put first, would be right${one}`);
}

/**
 * Finds the version of a provider's mapping that a report is written in, by its header set, newest first. Every member
 * that the mapping reads must be in it.
 */
export async function detectMapping(report: OpenedReport, versions: readonly Mapping[]): Promise<Detection> {
  const ordered = [...versions].sort((left, right) => right.version - left.version);
  const [newest] = ordered;
  if (newest === undefined) {
    return refused(unknownProvider(report.fileName, []));
  }
  try {
    if (await isEmpty(report))
      return refused(reportError('empty_file', { value: report.fileName }, 'a header and rows would be right'));
    const fits: { mapping: Mapping; fit: TableFit }[] = [];
    for (const mapping of ordered) {
      const fit = await fitReport(report, mapping);
      if (fit === undefined) continue;
      if (fit.kind === 'fit') return { kind: 'detected', mapping };
      fits.push({ mapping, fit });
    }
    return notDetected(report, newest, fits);
  } catch (error) {
    if (error instanceof UnreadableReport) return refused(error.problem);
    throw error;
  }
}

/** The worst fit among the members; `undefined` when the file's name is not one of this version. */
async function fitReport(report: OpenedReport, mapping: Mapping): Promise<TableFit | undefined> {
  const hasName = mapping.fileName === undefined || new RegExp(mapping.fileName, 'iu').test(report.fileName);
  const members = membersOf(report, mapping);
  const isNamed =
    hasName || (members.length > 0 && members.every(({ name }) => new RegExp(mapping.fileName ?? '', 'iu').test(name)));
  if (!isNamed || members.length === 0) return undefined;
  let last: TableFit = { kind: 'no-header' };
  for (const member of members) {
    for (const head of await headsOf(member, mapping)) {
      last = fitTable(mapping, head);
      if (last.kind !== 'fit') return last;
    }
  }
  return last;
}

async function headsOf(member: ReportMember, mapping: Mapping): Promise<readonly TableHead[]> {
  if (member.kind === 'text') return [await headOf(member)];
  const format = mapping.formats.find((candidate) => candidate.kind === 'workbook');
  const visible = (await member.sheets()).filter((sheet) => !sheet.isHidden);
  const pattern = format?.sheet === undefined ? undefined : new RegExp(format.sheet, 'iu');
  const sheets = pattern === undefined ? visible.slice(0, 1) : visible.filter((sheet) => pattern.test(sheet.name));
  return await Promise.all(sheets.map(headOfSheet));
}

async function isEmpty(report: OpenedReport): Promise<boolean> {
  for (const member of report.members) {
    if (member.kind === 'workbook') return false;
    for await (const chunk of member.bytes()) if (chunk.some((byte) => byte > 0x20)) return false;
  }
  return true;
}

function notDetected(
  report: OpenedReport,
  newest: Mapping,
  fits: readonly { mapping: Mapping; fit: TableFit }[],
): Detection {
  const drifts = fits.flatMap(({ mapping, fit }) => (fit.kind === 'drift' ? [{ mapping, fit }] : []));
  const closest = drifts.toSorted((left, right) => distance(left.fit) - distance(right.fit))[0];
  if (closest !== undefined) {
    const { missing, unknown } = closest.fit;
    const { version, title } = closest.mapping;
    const expected = `${title} (version ${version}) would be right: missing here ${listed(missing)}; new here ${listed(unknown)}`;
    return {
      ...refused(reportError('layout_drift', { value: report.fileName }, expected)),
      drift: { version, missing, unknown },
    };
  }
  if (fits.length === 0) {
    const expected = `a name such as ${newest.fileName ?? 'the provider’s'} would be right`;
    return refused(reportError('file_name_mismatch', { value: report.fileName }, expected));
  }
  const unfit = report.members.find((member) => !fits.some(({ mapping }) => hasFormatOf(member, mapping)));
  if (unfit !== undefined) {
    const right = unfit.kind === 'workbook' ? 'delimited text' : 'a workbook';
    return refused(
      reportError('unknown_format', { value: unfit.name }, `${right}, as ${newest.title} is, would be read`),
    );
  }
  return refused(reportError('no_header', { value: report.fileName }, `the header of ${newest.title} would be right`));
}

function hasFormatOf(member: ReportMember, mapping: Mapping): boolean {
  return mapping.formats.some((format) => (format.kind === 'workbook') === (member.kind === 'workbook'));
}

const distance = (fit: { readonly missing: readonly string[]; readonly unknown: readonly string[] }) =>
  fit.missing.length + fit.unknown.length;

function listed(names: readonly string[]): string {
  if (names.length === 0) return 'nothing';
  const shown = names.slice(0, NAMES_MAX).map((name) => `"${name}"`);
  return shown.join(', ') + (names.length > NAMES_MAX ? ` and ${names.length - NAMES_MAX} more` : '');
}

const refused = (error: ReportError): Extract<Detection, { kind: 'refused' }> => ({ kind: 'refused', error });
