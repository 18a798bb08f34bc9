import type { Source } from '#reports/mapping-value';
import type { Columns } from '#reports/reading/header';

/** What stands outside the data rows of one table. */
export interface ReportContext {
  readonly fileName: string;
  readonly sheetName: string;
  readonly preamble: ReadonlyMap<string, string>;
  readonly footers: ReadonlyMap<string, string>;
  /** Cells of context records, by `type`, and by `type` + NUL + key for those with a key. */
  readonly records: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** A way to read one value of a row; `column` names it in errors. */
export interface ValueReader {
  readonly column: string;
  /** True when every row of the table has the same value. */
  readonly isConstant: boolean;
  readonly read: (cells: readonly string[]) => string;
}

/** Compiles sources: the first that is not empty gives the value. Values outside the rows are looked up once. */
export function valueReader(sources: readonly Source[], columns: Columns, context: ReportContext): ValueReader {
  const readers = sources.map((source) => sourceReader(source, columns, context));
  const useful = readers.filter((reader) => !reader.isConstant || reader.read([]) !== '');
  const constantAt = useful.findIndex((reader) => reader.isConstant);
  const chain = constantAt === -1 ? useful : useful.slice(0, constantAt + 1);
  const [first, second] = chain;
  if (first === undefined) return readers[0] ?? constantReader('', '');
  if (second === undefined) return first;
  return { column: first.column, isConstant: false, read: (cells) => firstValue(chain, cells) };
}

function firstValue(chain: readonly ValueReader[], cells: readonly string[]): string {
  for (const reader of chain) {
    const value = reader.read(cells);
    if (value !== '') return value;
  }
  return '';
}

function sourceReader(source: Source, columns: Columns, context: ReportContext): ValueReader {
  if ('context' in source) return contextReader(source, columns, context);
  if ('column' in source) return columnReader(source, columns);
  if ('columnName' in source) {
    const name = columns.names[columns.positions.get(source.columnName) ?? -1] ?? '';
    return constantReader(name, matched(name, source.matching));
  }
  if ('preamble' in source) {
    return constantReader(source.preamble, matched(context.preamble.get(source.preamble) ?? '', source.matching));
  }
  if ('footer' in source) {
    return constantReader(source.footer, matched(context.footers.get(source.footer) ?? '', source.matching));
  }
  if ('fileName' in source) return constantReader('file name', matched(context.fileName, source.fileName));
  if ('sheetName' in source) return constantReader('sheet name', matched(context.sheetName, source.sheetName));
  return constantReader('', source.constant);
}

function columnReader(
  source: { readonly column: string; readonly matching?: string | undefined },
  columns: Columns,
): ValueReader {
  const position = columns.positions.get(source.column);
  if (position === undefined) return constantReader(source.column, '');
  const column = columns.names[position] ?? source.column;
  const pattern = source.matching;
  if (pattern === undefined) return { column, isConstant: false, read: (cells) => trimmed(cells[position]) };
  return { column, isConstant: false, read: (cells) => matched(trimmed(cells[position]), pattern) };
}

function contextReader(
  source: { readonly context: string; readonly column: string; readonly by?: string | undefined },
  columns: Columns,
  context: ReportContext,
): ValueReader {
  const key = source.by === undefined ? undefined : columns.positions.get(source.by);
  const read = (cells: readonly string[]) => {
    const name = key === undefined ? source.context : `${source.context}\0${trimmed(cells[key])}`;
    return context.records.get(name)?.get(source.column) ?? '';
  };
  return { column: `${source.context} ${source.column}`, isConstant: false, read };
}

const constantReader = (column: string, value: string): ValueReader => ({
  column,
  isConstant: true,
  read: () => value,
});

/** A file's name without folders, matched as a whole text; group `value` or the whole match. */
function matched(text: string, pattern: string | undefined): string {
  if (pattern === undefined) return text;
  const match = new RegExp(pattern, 'iu').exec(text);
  return (match?.groups?.['value'] ?? match?.[0] ?? '').trim();
}

function trimmed(cell: string | undefined): string {
  if (cell === undefined || cell === '') return '';
  const first = cell.charCodeAt(0);
  const last = cell.charCodeAt(cell.length - 1);
  return first > 32 && first < 127 && last > 32 && last < 127 ? cell : cell.trim();
}
