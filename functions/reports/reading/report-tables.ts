import type { Mapping } from '#reports/mapping';
import type { DelimitedFormat } from '#reports/mapping-layout';
import type { OpenedReport, ReportMember, TextMember, WorkbookMember } from '#reports/opened-report';
import { createFooterReader } from '#reports/reading/footer-reader';
import type { RawRecord } from '#reports/reading/raw-record';
import { fitTable, headOf } from '#reports/reading/table-fit';
import type { TablePlace } from '#reports/reading/table-reader';
import { decodeText } from '#reports/reading/text-encoding';
import { createTokenizer } from '#reports/reading/tokenizer';
import { UnreadableReport } from '#reports/reading/unreadable-report';
import { reportError } from '#reports/report-error';

/** One table of a report, ready to be read from its first record. */
export interface ReportTable extends Omit<TablePlace, 'footers'> {
  records(): AsyncIterable<readonly RawRecord[]>;
}

/** The tables of a report that its mapping reads, in order. Throws `UnreadableReport` when a sheet is missing. */
export async function* tablesOf(report: OpenedReport, mapping: Mapping): AsyncGenerator<ReportTable, void, undefined> {
  const members = membersOf(report, mapping);
  for (const member of members) {
    const sheetName = members.length > 1 ? member.name : '';
    if (member.kind === 'workbook') yield* sheetsOf(member, mapping, sheetName);
    else {
      const format = await formatOf(member, mapping);
      yield { fileName: member.name, sheetName, isPadded: false, records: () => textRecords(member, format) };
    }
  }
}

/** Members that the mapping reads: of its file name pattern, without roll-ups. */
export function membersOf(report: OpenedReport, mapping: Mapping): readonly ReportMember[] {
  const ignored = mapping.ignoreMembers === undefined ? undefined : new RegExp(mapping.ignoreMembers, 'iu');
  const named = mapping.fileName === undefined ? undefined : new RegExp(mapping.fileName, 'iu');
  if (report.members.length === 1) return report.members;
  return report.members.filter(({ name }) => !(ignored?.test(name) ?? false) && (named?.test(name) ?? true));
}

/** A text as records, by one format. */
export async function* textRecords(
  member: TextMember,
  format: DelimitedFormat,
): AsyncGenerator<readonly RawRecord[], void, undefined> {
  const tokenizer = createTokenizer(format);
  for await (const text of decodeText(member.bytes(), format.encoding)) {
    const records = tokenizer.push(text);
    if (records.length > 0) yield records;
  }
  const rest = tokenizer.end();
  if (rest.length > 0) yield rest;
}

/** What the footers say that the rows need, from a pass of its own; no pass when nothing does. */
export async function footerValues(mapping: Mapping, table: ReportTable): Promise<ReadonlyMap<string, string>> {
  const values = new Map<string, string>();
  if (!JSON.stringify(mapping.values).includes('"footer":')) return values;
  const footers = createFooterReader(mapping.rows.footers);
  for await (const records of table.records()) for (const record of records) footers.accept(record);
  for (const { footer, text } of footers.totals()) values.set(footer.label, text);
  return values;
}

async function formatOf(member: TextMember, mapping: Mapping): Promise<DelimitedFormat> {
  const fit = fitTable(mapping, await headOf(member));
  const format = fit.kind === 'fit' ? fit.format : mapping.formats.find((candidate) => candidate.kind === 'delimited');
  if (format?.kind === 'delimited') return format;
  throw new UnreadableReport(
    reportError('unknown_format', { value: member.name }, `a workbook, as ${mapping.title} is, would be read`),
  );
}

async function* sheetsOf(
  member: WorkbookMember,
  mapping: Mapping,
  memberName: string,
): AsyncGenerator<ReportTable, void, undefined> {
  const format = mapping.formats.find((candidate) => candidate.kind === 'workbook');
  if (format === undefined) {
    throw new UnreadableReport(
      reportError('unknown_format', { value: member.name }, `delimited text, as ${mapping.title} is, would be read`),
    );
  }
  const visible = (await member.sheets()).filter((sheet) => !sheet.isHidden);
  const pattern = format.sheet === undefined ? undefined : new RegExp(format.sheet, 'iu');
  const sheets = pattern === undefined ? visible.slice(0, 1) : visible.filter((sheet) => pattern.test(sheet.name));
  if (sheets.length === 0) {
    const expected = `a visible sheet${format.sheet === undefined ? '' : ` named as ${format.sheet}`} would be read`;
    throw new UnreadableReport(reportError('missing_sheet', { value: member.name }, expected));
  }
  for (const sheet of sheets) {
    const sheetName = memberName === '' ? sheet.name : `${memberName}/${sheet.name}`;
    yield { fileName: member.name, sheetName, isPadded: true, records: () => sheet.records(format.formulas) };
  }
}
