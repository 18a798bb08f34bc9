import { parseCurrency } from '#kernel/money/currency';
import { type CalendarPoint, dateReader, middleMonth, periodOf } from '#reports/dialects/date-dialect';
import { resolveTerritory, UNKNOWN_TERRITORY } from '#reports/dialects/territory';
import type { ReportValues } from '#reports/mapping-value';
import type { Columns } from '#reports/reading/header';
import { memo } from '#reports/reading/memo';
import { type ReportContext, type ValueReader, valueReader } from '#reports/reading/report-context';
import type { ReportErrorType } from '#reports/report-error';
import type { TransactionKind } from '#reports/report-row';

/** What is wrong with one value; the row adds where it stands. */
export interface ValueProblem {
  readonly type: ReportErrorType;
  readonly column: string;
  readonly value: string;
  readonly expected: string;
}

export interface FieldValue<Value> {
  readonly value: Value;
  readonly problem?: ValueProblem;
  /** For a person to know; the row stays valid. */
  readonly warning?: string;
}

export type Field<Value = string> = (cells: readonly string[]) => FieldValue<Value>;

const EMPTY: FieldValue<string> = { value: '' };

/** A text as the file has it. */
export function textField(
  rule: { readonly from: Parameters<typeof valueReader>[0] } | undefined,
  at: Table,
): (cells: readonly string[]) => string {
  if (rule === undefined) return () => '';
  return valueReader(rule.from, at.columns, at.context).read;
}

export interface Table {
  readonly columns: Columns;
  readonly context: ReportContext;
}

export function currencyField(rule: ReportValues['currency'], at: Table): Field {
  const reader = valueReader(rule.from, at.columns, at.context);
  const aliases = aliasMap(rule.aliases);
  return perValue(reader, (text) => {
    const code = aliases.get(text.toLowerCase()) ?? text.toUpperCase();
    if (parseCurrency(code) !== undefined) return { value: code };
    const problem = {
      type: 'unknown_currency',
      column: reader.column,
      value: text,
      expected: 'an ISO 4217 code such as USD would be right',
    } as const;
    return { value: text, problem };
  });
}

export function territoryField(rule: ReportValues['territory'], at: Table): Field {
  if (rule === undefined) return () => EMPTY;
  const reader = valueReader(rule.from, at.columns, at.context);
  const aliases = aliasMap(rule.aliases);
  return perValue(reader, (text) => {
    if (text === '') return EMPTY;
    const value = resolveTerritory(aliases.get(text.toLowerCase()) ?? text);
    if (value !== undefined) return { value };
    if (rule.unknown === 'warn')
      return { value: UNKNOWN_TERRITORY, warning: `${reader.column} ${JSON.stringify(text)} is no known territory` };
    const expected = 'an ISO 3166 code, an English country name or a TIS number would be right';
    return { value: text, problem: { type: 'unknown_territory', column: reader.column, value: text, expected } };
  });
}

export function storeField(rule: ReportValues['store'], at: Table): (cells: readonly string[]) => string {
  if (rule === undefined) return () => '';
  const reader = valueReader(rule.from, at.columns, at.context);
  const aliases = aliasMap(rule.aliases);
  const named = memo((text: string) => aliases.get(text.toLowerCase()) ?? text);
  return (cells) => named(reader.read(cells));
}

export function kindField(rule: ReportValues['transactionKind'], at: Table): Field<TransactionKind> {
  if (rule === undefined) return () => ({ value: 'sale' });
  const reader = valueReader(rule.from, at.columns, at.context);
  const kinds = new Map(Object.entries(rule.kinds).map(([text, kind]) => [text.toLowerCase(), kind]));
  return perValue(reader, (text) => {
    const value = kinds.get(text.toLowerCase()) ?? rule.otherwise;
    if (value !== undefined) return { value };
    const expected = `one of ${[...kinds.keys()].join(', ')} would be right`;
    return {
      value: 'other',
      problem: { type: 'unknown_transaction_kind', column: reader.column, value: text, expected },
    };
  });
}

/** `YYYY-MM`, `YYYY-Qn` or `YYYY`. An empty cell is an empty period. */
export function periodField(rule: ReportValues['period'], at: Table): Field {
  if (rule === undefined) return () => EMPTY;
  const from = valueReader(rule.from, at.columns, at.context);
  const read = datesOf(rule.templates);
  if (rule.to === undefined) {
    return perValue(from, (text) => {
      const point = read(text);
      return point === undefined ? badDate(from, text, rule.templates) : { value: periodOf(point) };
    });
  }
  const to = valueReader(rule.to, at.columns, at.context);
  const between = memo((pair: string): FieldValue<string> => {
    const [first = '', last = ''] = pair.split('\0');
    const start = read(first);
    const end = read(last);
    if (start === undefined) return badDate(from, first, rule.templates);
    return end === undefined ? badDate(to, last, rule.templates) : { value: periodOf(middleMonth(start, end)) };
  });
  return (cells) => between(`${from.read(cells)}\0${to.read(cells)}`);
}

/** Columns that must hold dates though nothing but their validity is kept. */
export function dateFields(rules: ReportValues['dates'], at: Table): Field[] {
  return rules.map((rule) => {
    const reader = valueReader([{ column: rule.column }], at.columns, at.context);
    const read = datesOf(rule.templates);
    return perValue(reader, (text) => (text === '' || read(text) ? EMPTY : badDate(reader, text, rule.templates)));
  });
}

/** Workbooks give their date cells as ISO, whatever the provider's dialect. */
function datesOf(templates: readonly string[]): (text: string) => CalendarPoint | undefined {
  const readers = [...templates, 'YYYY-MM-DD', 'YYYY-MM-DD hh:mm:ss'].map(dateReader);
  return (text) => {
    for (const read of readers) {
      const point = read(text);
      if (point !== undefined) return point;
    }
    return undefined;
  };
}

function badDate(reader: ValueReader, text: string, templates: readonly string[]): FieldValue<string> {
  if (text === '') return EMPTY;
  const expected = `a date as ${templates.join(' or ')} would be right`;
  return { value: '', problem: { type: 'bad_date', column: reader.column, value: text, expected } };
}

function perValue<Value>(reader: ValueReader, compute: (text: string) => FieldValue<Value>): Field<Value> {
  if (reader.isConstant) {
    const constant = compute(reader.read([]));
    return () => constant;
  }
  const known = memo(compute);
  return (cells) => known(reader.read(cells));
}

const aliasMap = (aliases: Readonly<Record<string, string>>) =>
  new Map(Object.entries(aliases).map(([text, name]) => [text.toLowerCase(), name]));
