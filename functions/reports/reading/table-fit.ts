import { Buffer } from 'node:buffer';
import type { Mapping } from '#reports/mapping';
import type { DelimitedFormat, RecordsLayout, ReportFormat, TableLayout } from '#reports/mapping-layout';
import type { TextMember, WorkbookSheet } from '#reports/opened-report';
import { type HeaderMatch, matchHeader } from '#reports/reading/header';
import type { RawRecord } from '#reports/reading/raw-record';
import { beginningOf } from '#reports/reading/text-encoding';
import { createTokenizer } from '#reports/reading/tokenizer';

/** The first bytes of a text, or the first rows of a sheet. */
export type TableHead =
  | { readonly kind: 'text'; readonly name: string; readonly bytes: Uint8Array; readonly isWhole: boolean }
  | { readonly kind: 'sheet'; readonly name: string; readonly records: readonly RawRecord[] };

export type TableFit =
  | { readonly kind: 'fit'; readonly format: ReportFormat }
  | {
      readonly kind: 'drift';
      readonly missing: readonly string[];
      readonly unknown: readonly string[];
      readonly found: number;
    }
  | { readonly kind: 'no-header' };

const HEAD_BYTES = 256 * 1024;
const HEAD_RECORDS = 200;

export async function headOf(member: TextMember): Promise<TableHead> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of member.bytes()) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= HEAD_BYTES) break;
  }
  const bytes = Buffer.concat(chunks).subarray(0, HEAD_BYTES);
  return { kind: 'text', name: member.name, bytes, isWhole: length < HEAD_BYTES };
}

export async function headOfSheet(sheet: WorkbookSheet): Promise<TableHead> {
  const records: RawRecord[] = [];
  for await (const batch of sheet.records('cached')) {
    records.push(...batch);
    if (records.length >= HEAD_RECORDS) break;
  }
  return { kind: 'sheet', name: sheet.name, records: records.slice(0, HEAD_RECORDS) };
}

/** Whether a table is one of this mapping, in which format; otherwise the closest that its header came. */
export function fitTable(mapping: Mapping, head: TableHead): TableFit {
  let closest: TableFit = { kind: 'no-header' };
  for (const format of mapping.formats) {
    const records = recordsOf(head, format);
    if (records === undefined) continue;
    const fit = fitRecords(mapping, records, format);
    if (fit.kind === 'fit') return fit;
    if (fit.kind === 'drift' && (closest.kind !== 'drift' || isCloser(fit, closest))) closest = fit;
  }
  return closest;
}

/** More known columns are closer; at none, the format that cuts the header into more cells. */
function isCloser(left: Extract<TableFit, { kind: 'drift' }>, right: Extract<TableFit, { kind: 'drift' }>): boolean {
  return left.found > right.found || (left.found === right.found && left.unknown.length > right.unknown.length);
}

function recordsOf(head: TableHead, format: ReportFormat): readonly RawRecord[] | undefined {
  if (head.kind === 'sheet') return format.kind === 'workbook' ? head.records : undefined;
  if (format.kind !== 'delimited') return undefined;
  return headRecords(head.bytes, head.isWhole, format);
}

/** The whole records of a head. A head is only looked at, so bytes that do not decode are left for the reading itself. */
function headRecords(bytes: Uint8Array, isWhole: boolean, format: DelimitedFormat): readonly RawRecord[] {
  const tokenizer = createTokenizer({ ...format, recordCharactersMax: HEAD_BYTES });
  const text = new TextDecoder(beginningOf(bytes, format.encoding).encoding).decode(bytes);
  const records = tokenizer.push(text);
  return isWhole ? [...records, ...tokenizer.end()] : records;
}

function fitRecords(mapping: Mapping, records: readonly RawRecord[], format: ReportFormat): TableFit {
  const texts = records.flatMap(({ cells }) => (cells.every((cell) => cell.trim() === '') ? [] : [cells]));
  const [only] = texts;
  if (texts.length === 1 && only !== undefined && mapping.rows.noActivity.includes(only[0]?.trim() ?? '')) {
    return { kind: 'fit', format };
  }
  const { layout } = mapping;
  if (layout.kind === 'records') return fitTypes(texts, layout, format);
  if (layout.header.at === 'none') {
    const isWide = texts.some((cells) => cells.length === layout.columns.required.length);
    return isWide ? { kind: 'fit', format } : { kind: 'no-header' };
  }
  return fitHeader(
    headerCandidates(layout.header, records).map((cells) => matchHeader(layout, cells)),
    format,
  );
}

function headerCandidates(
  header: Extract<TableLayout['header'], { at: 'search' | 'line' }>,
  records: readonly RawRecord[],
): readonly (readonly string[])[] {
  const isWide = ({ cells }: RawRecord) => cells.filter((cell) => cell.trim() !== '').length >= 2;
  if (header.at === 'line') return records.filter(({ line }) => line === header.line).map(({ cells }) => cells);
  const filled = records.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  return filled
    .slice(0, header.within)
    .filter(isWide)
    .map(({ cells }) => cells);
}

function fitHeader(matches: readonly HeaderMatch[], format: ReportFormat): TableFit {
  let closest: Extract<HeaderMatch, { kind: 'drift' }> | undefined;
  for (const match of matches) {
    if (match.kind === 'match') return { kind: 'fit', format };
    if (closest === undefined || match.found > closest.found) closest = match;
  }
  return closest ?? { kind: 'no-header' };
}

/** A record-typed file is known by its first record that is no comment: its type must be one of the layout's. */
function fitTypes(texts: readonly (readonly string[])[], layout: RecordsLayout, format: ReportFormat): TableFit {
  const types = new Set(texts.map((cells) => cells[layout.typeCell - 1]?.trim() ?? ''));
  const known = Object.keys(layout.types).filter((type) => types.has(type));
  const hasData = known.some((type) => layout.types[type]?.role === 'data');
  if (hasData) return { kind: 'fit', format };
  const missing = Object.entries(layout.types).flatMap(([name, type]) => (type.role === 'data' ? [name] : []));
  return known.length === 0 ? { kind: 'no-header' } : { kind: 'drift', missing, unknown: [], found: known.length };
}
