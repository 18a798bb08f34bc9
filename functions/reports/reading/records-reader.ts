import type { Mapping } from '#reports/mapping';
import type { RecordsLayout } from '#reports/mapping-layout';
import { rowPredicate } from '#reports/reading/condition';
import { createFooterReader } from '#reports/reading/footer-reader';
import { columnsByPosition } from '#reports/reading/header';
import { type RawRecord, separatorOf, textOf } from '#reports/reading/raw-record';
import { createRowMapper, type MappedRow } from '#reports/reading/row-mapper';
import { isBlank, type TablePlace, type TableReader } from '#reports/reading/table-reader';
import { reportError } from '#reports/report-error';

/** Contexts told apart by a key are kept up to so many, so that memory stays flat. */
const CONTEXTS_MAX = 10_000;

type RecordTypeReader = (record: RawRecord) => MappedRow | undefined;

/** A reader of record-typed files (DDEX DSR and its like): the first cell says what the others mean. */
export function createRecordsReader(mapping: Mapping, layout: RecordsLayout, place: TablePlace): TableReader {
  const counts = { preamble: 0, footer: 0, comment: 0, blank: 0, ignored: 0 };
  const records = new Map<string, ReadonlyMap<string, string>>();
  const context = { ...place, preamble: new Map<string, string>(), records };
  const footers = createFooterReader(mapping.rows.footers);
  const { comment } = mapping.rows;
  let isKnown = false;

  const readers = new Map(
    Object.entries(layout.types).map(([name, type]): [string, RecordTypeReader] => {
      const columns = columnsByPosition(type.columns);
      if (type.role === 'data') {
        const map = createRowMapper(mapping, { columns, context });
        const ignored = mapping.rows.ignore.map((condition) => rowPredicate(condition, columns));
        return [
          name,
          (record) => {
            if (!ignored.some((fits) => fits(record.cells))) return map(record);
            counts.ignored += 1;
            return undefined;
          },
        ];
      }
      const keyAt = type.key === undefined ? undefined : type.columns.indexOf(type.key);
      return [
        name,
        ({ cells }) => {
          if (type.role !== 'context') counts.ignored += 1;
          else {
            counts.preamble += 1;
            const key = keyAt === undefined ? name : `${name}\0${(cells[keyAt] ?? '').trim()}`;
            const values = new Map(type.columns.map((column, at) => [column, (cells[at] ?? '').trim()]));
            if (records.size < CONTEXTS_MAX || records.has(key)) records.set(key, values);
          }
          return undefined;
        },
      ];
    }),
  );

  return {
    accept(record) {
      const { cells } = record;
      if (isBlank(cells)) counts.blank += 1;
      else if (comment !== undefined && cells[0]?.startsWith(comment)) counts.comment += 1;
      else if (footers.accept(record)) counts.footer += 1;
      else {
        const type = (cells[layout.typeCell - 1] ?? '').trim();
        const reader = readers.get(type);
        isKnown ||= reader !== undefined;
        if (reader !== undefined) return reader(record);
        if (layout.otherTypes === 'refuse') return unknownType(record, type, place.sheetName, [...readers.keys()]);
        counts.ignored += 1;
      }
      return undefined;
    },
    counts: () => counts,
    statedTotals: () => footers.totals(),
    hasHeader: () => isKnown,
    saysNoActivity: () => false,
  };
}

/** A record of no known type is shown as a row with an error, so that it is neither lost nor paid. */
function unknownType(record: RawRecord, type: string, sheet: string, known: readonly string[]): MappedRow {
  const expected = `one of ${known.join(', ')} would be right`;
  const error = reportError('unknown_record_type', { line: record.line, sheet, value: type }, expected);
  const empty = {
    currency: '',
    filter: '',
    units: '',
    isrc: '',
    upc: '',
    trackKey: '',
    title: '',
    artist: '',
    store: '',
    territory: '',
    salePeriod: '',
  };
  const row = {
    ...empty,
    line: record.line,
    sheet,
    amount: undefined,
    amountText: '',
    payable: true,
    transactionKind: 'other' as const,
    cells: record.cells,
    text: textOf(record),
    separator: separatorOf(record),
    errors: [error],
  };
  return { row, warnings: [] };
}
