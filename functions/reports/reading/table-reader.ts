import type { Mapping } from '#reports/mapping';
import { headerName } from '#reports/mapping-gaps';
import type { TableLayout } from '#reports/mapping-layout';
import { type RowPredicate, rowPredicate } from '#reports/reading/condition';
import { createFooterReader, type StatedTotal } from '#reports/reading/footer-reader';
import { type Columns, columnsByPosition, matchHeader } from '#reports/reading/header';
import type { RawRecord } from '#reports/reading/raw-record';
import type { ReportContext } from '#reports/reading/report-context';
import { createRowMapper, type MappedRow, type RowMapper } from '#reports/reading/row-mapper';

/** Where a table stands, and what a first pass found in its footers. */
export interface TablePlace {
  readonly fileName: string;
  /** Empty when the file is one table. */
  readonly sheetName: string;
  readonly footers: ReadonlyMap<string, string>;
  /** Workbooks leave out empty cells, so their rows are never ragged. */
  readonly isPadded: boolean;
}

export interface RowClassCounts {
  readonly preamble: number;
  readonly footer: number;
  readonly comment: number;
  readonly blank: number;
  readonly ignored: number;
}

/** Takes the records of one table in order: knows which are data, and maps those. */
export interface TableReader {
  accept(record: RawRecord): MappedRow | undefined;
  counts(): RowClassCounts;
  statedTotals(): readonly StatedTotal[];
  hasHeader(): boolean;
  saysNoActivity(): boolean;
}

interface DataState {
  readonly map: RowMapper;
  readonly columns: Columns;
  readonly isIgnored: RowPredicate;
  readonly isEnd: RowPredicate;
}

/** A reader of tables: preamble, header, data rows, footers. */
export function createTableReader(mapping: Mapping, layout: TableLayout, place: TablePlace): TableReader {
  const counts = { preamble: 0, footer: 0, comment: 0, blank: 0, ignored: 0 };
  const preamble = new Map<string, string>();
  const context: ReportContext = { ...place, preamble, records: new Map() };
  const footers = createFooterReader(mapping.rows.footers);
  const { comment, noActivity } = mapping.rows;
  let data: DataState | undefined;
  let recordsSeen = 0;
  let tableHeader: readonly string[] | undefined;
  let hasEnded = false;
  let isNoActivity = false;

  const start = (columns: Columns): void => {
    data = dataState(place.isPadded ? padded(mapping) : mapping, columns, context);
  };
  if (layout.header.at === 'none') start(columnsByPosition(layout.columns.required.map(headerName)));

  const beforeHeader = ({ cells, line }: RawRecord): void => {
    recordsSeen += 1;
    const { header } = layout;
    const mayBeHeader =
      header.at === 'search' ? recordsSeen <= header.within : header.at === 'line' && line === header.line;
    const match = mayBeHeader ? matchHeader(layout, cells) : undefined;
    if (match?.kind === 'match') {
      start(match.columns);
      return;
    }
    counts.preamble += 1;
    if (tableHeader !== undefined) {
      for (const [position, name] of tableHeader.entries()) preamble.set(name, (cells[position] ?? '').trim());
      tableHeader = undefined;
      return;
    }
    const first = (cells[0] ?? '').trim();
    if (isSame(layout.preambleTable, cells)) tableHeader = layout.preambleTable;
    const rule = layout.preamble[first] ?? layout.preamble[first.replace(/:$/, '')];
    if (rule !== undefined) preamble.set(first.replace(/:$/, ''), (cells[rule.valueCell - 1] ?? '').trim());
  };

  return {
    accept(record) {
      const { cells } = record;
      if (isBlank(cells)) counts.blank += 1;
      else if (comment !== undefined && cells[0]?.startsWith(comment)) counts.comment += 1;
      else if (cells.length <= 2 && noActivity.includes((cells[0] ?? '').trim())) isNoActivity = true;
      else if (data === undefined) beforeHeader(record);
      else if (footers.accept(record)) counts.footer += 1;
      else {
        hasEnded ||= data.isEnd(cells);
        if (!hasEnded && !data.isIgnored(cells) && !isSame(data.columns.names, cells)) return data.map(record);
        counts.ignored += 1;
      }
      return undefined;
    },
    counts: () => counts,
    statedTotals: () => footers.totals(),
    hasHeader: () => data !== undefined,
    saysNoActivity: () => isNoActivity,
  };
}

function dataState(mapping: Mapping, columns: Columns, context: ReportContext): DataState {
  const ignored = mapping.rows.ignore.map((condition) => rowPredicate(condition, columns));
  return {
    map: createRowMapper(mapping, { columns, context }),
    columns,
    isIgnored: ignored.length === 0 ? () => false : (cells) => ignored.some((isIgnored) => isIgnored(cells)),
    isEnd: mapping.rows.end === undefined ? () => false : rowPredicate(mapping.rows.end, columns),
  };
}

function padded(mapping: Mapping): Mapping {
  return mapping.layout.kind === 'table' ? { ...mapping, layout: { ...mapping.layout, raggedRows: 'pad' } } : mapping;
}

export function isBlank(cells: readonly string[]): boolean {
  return cells[0] === '' && cells.every((cell) => cell === '' || cell.trim() === '');
}

/** The same header again, as when files were joined, or the header of a preamble table. */
function isSame(names: readonly string[], cells: readonly string[]): boolean {
  const [first] = names;
  if (first === undefined || cells[0]?.trim() !== first || cells.length < names.length) return false;
  return names.every((name, position) => cells[position]?.trim() === name);
}
