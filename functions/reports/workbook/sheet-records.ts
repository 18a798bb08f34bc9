import type { WorkbookFormat } from '#reports/mapping-layout';
import type { RawRecord, RecordFlaw } from '#reports/reading/raw-record';
import { columnOf, dateText, numberText } from '#reports/workbook/cell-text';
import type { XmlHandler } from '#reports/workbook/xml-stream';
import { parseXml } from '#reports/workbook/xml-stream';

/** What the cells of every sheet refer to. */
export interface WorkbookTables {
  readonly strings: readonly string[];
  readonly isDateStyle: readonly boolean[];
  readonly isFrom1904: boolean;
}

/** The width of the widest sheet that spreadsheet programs make. */
const COLUMNS_MAX = 16_384;

/** Streams a sheet's rows as records; the line is the row number of the sheet. Empty rows do not come. */
export async function* sheetRecords(
  part: AsyncIterable<Uint8Array>,
  tables: WorkbookTables,
  formulas: WorkbookFormat['formulas'],
): AsyncGenerator<readonly RawRecord[], void, undefined> {
  const collector = rowCollector(tables, formulas);
  for await (const _ of parseXml(part, collector.handler)) {
    const records = collector.take();
    if (records.length > 0) yield records;
  }
}

function rowCollector(
  tables: WorkbookTables,
  formulas: WorkbookFormat['formulas'],
): { handler: XmlHandler; take(): RawRecord[] } {
  let records: RawRecord[] = [];
  let line = 0;
  let cells: string[] = [];
  let flaw: RecordFlaw | undefined;
  let column = -1;
  let cell = { type: 'n', style: 0, value: '', formula: undefined as string | undefined };
  let reading: 'value' | 'formula' | 'none' = 'none';

  const closeCell = (): void => {
    const isRefused = cell.formula !== undefined && formulas === 'refuse';
    if (isRefused) flaw ??= { type: 'formula_cell', cell: column, value: `=${cell.formula ?? ''}` };
    while (cells.length < column) cells.push('');
    cells[column] = isRefused ? '' : cellText(cell, tables);
  };

  const handler: XmlHandler = {
    open(name, attributes) {
      if (name === 'row') {
        line = attributes['r'] === undefined ? line + 1 : Number(attributes['r']);
        cells = [];
        flaw = undefined;
        column = -1;
      } else if (name === 'c') {
        const place = columnOf(attributes['r'] ?? '');
        column = Math.min(place === -1 ? column + 1 : place, COLUMNS_MAX - 1);
        cell = { type: attributes['t'] ?? 'n', style: Number(attributes['s'] ?? 0), value: '', formula: undefined };
      } else if (name === 'v' || name === 't') reading = 'value';
      else if (name === 'f') {
        reading = 'formula';
        cell.formula = '';
      }
    },
    text(text) {
      if (reading === 'value') cell.value += text;
      else if (reading === 'formula') cell.formula = (cell.formula ?? '') + text;
    },
    close(name) {
      if (name === 'v' || name === 't' || name === 'f') reading = 'none';
      else if (name === 'c') closeCell();
      else if (name === 'row' && cells.some((text) => text !== '')) records.push({ line, cells, flaw });
      else if (name === 'row' && flaw !== undefined) records.push({ line, cells, flaw });
    },
  };
  return {
    handler,
    take: () => {
      const taken = records;
      records = [];
      return taken;
    },
  };
}

function cellText(cell: { type: string; style: number; value: string }, tables: WorkbookTables): string {
  if (cell.value === '') return '';
  if (cell.type === 's') return tables.strings[Number(cell.value)] ?? '';
  if (cell.type === 'n')
    return tables.isDateStyle[cell.style] ? dateText(cell.value, tables.isFrom1904) : numberText(cell.value);
  if (cell.type === 'b') return cell.value === '1' ? 'TRUE' : 'FALSE';
  return cell.value;
}
