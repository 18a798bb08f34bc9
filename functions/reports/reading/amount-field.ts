import { addDecimals, compareDecimals, type Decimal, formatDecimal, parseDecimal } from '#kernel/money/decimal';
import { type NumberDialect, type ParsedNumber, parseNumber } from '#reports/dialects/number-dialect';
import type { ReportValues, Term } from '#reports/mapping-value';
import { memo } from '#reports/reading/memo';
import { valueReader } from '#reports/reading/report-context';
import type { Field, FieldValue, Table, ValueProblem } from '#reports/reading/value-fields';

export const ZERO: Decimal = { digits: 0n, scale: 0 };

const NO_NUMBER: FieldValue<ParsedNumber | undefined> = { value: undefined };

/** The payable amount of a row: one column, or a sum of columns in which a blank counts as zero. */
export function amountField(
  rule: ReportValues['amount'],
  numbers: NumberDialect,
  at: Table,
): Field<ParsedNumber | undefined> {
  if ('sum' in rule) return sumField(rule.sum, numbers, at);
  const reader = valueReader(rule.from, at.columns, at.context);
  return (cells) => {
    const text = reader.read(cells);
    const value = parseNumber(text, numbers);
    if (value !== undefined) return { value };
    if (text !== '') return { value: undefined, problem: badNumber(reader.column, text, numbers) };
    const expected = 'a number such as 0.0123, or 0 when nothing is paid, would be right';
    return { value: undefined, problem: { type: 'missing_amount', column: reader.column, value: '', expected } };
  };
}

/** Units as plain text; a blank is no error. */
export function unitsField(
  rule: ReportValues['units'],
  numbers: NumberDialect,
  at: Table,
): Field<ParsedNumber | undefined> {
  if (rule === undefined) return () => NO_NUMBER;
  const reader = valueReader(rule.from, at.columns, at.context);
  const known = memo((text: string): FieldValue<ParsedNumber | undefined> => {
    if (text === '') return NO_NUMBER;
    const value = parseNumber(text, numbers);
    return value === undefined ? { value, problem: badNumber(reader.column, text, numbers) } : { value };
  });
  return (cells) => known(reader.read(cells));
}

export interface FailedCheck {
  readonly severity: 'fail' | 'warn';
  readonly problem: ValueProblem;
}

/** The sums that a mapping says hold in every row; a blank counts as zero, what is no number is not checked. */
export function rowChecks(
  rules: ReportValues['checks'],
  numbers: NumberDialect,
  at: Table,
): (cells: readonly string[]) => FailedCheck[] {
  const checks = rules.map((rule) => {
    const tolerance = parseDecimal(rule.tolerance) ?? ZERO;
    const sum = termsReader(rule.terms, numbers, at);
    const stated = termsReader([{ column: rule.equals, sign: '+' }], numbers, at);
    return (cells: readonly string[]): FailedCheck[] => {
      const left = sum(cells);
      const right = stated(cells);
      if (left.value === undefined || right.value === undefined || differsWithin(left.value, right.value, tolerance))
        return [];
      const value = `${formatDecimal(left.value)} and ${formatDecimal(right.value)}`;
      const expected = `${rule.name} within ${rule.tolerance} would be right`;
      return [{ severity: rule.severity, problem: { type: 'row_check_failed', column: rule.equals, value, expected } }];
    };
  });
  return checks.length === 0 ? () => [] : (cells) => checks.flatMap((check) => check(cells));
}

function sumField(terms: readonly Term[], numbers: NumberDialect, at: Table): Field<ParsedNumber | undefined> {
  const read = termsReader(terms, numbers, at);
  return (cells) => {
    const { value, problem } = read(cells);
    if (value === undefined) return problem === undefined ? NO_NUMBER : { value: undefined, problem };
    return { value: { value, text: formatDecimal(value) } };
  };
}

function termsReader(terms: readonly Term[], numbers: NumberDialect, at: Table): Field<Decimal | undefined> {
  const readers = terms.map((term) => ({ ...term, ...valueReader([{ column: term.column }], at.columns, at.context) }));
  return (cells) => {
    let sum = ZERO;
    let isBlank = true;
    for (const { read, sign, column } of readers) {
      const text = read(cells);
      if (text === '') continue;
      isBlank = false;
      const parsed = parseNumber(text, numbers);
      if (parsed === undefined) return { value: undefined, problem: badNumber(column, text, numbers) };
      const { digits, scale } = parsed.value;
      sum = addDecimals(sum, { digits: sign === '-' ? -digits : digits, scale });
    }
    if (!isBlank) return { value: sum };
    const expected = 'a number in at least one of these columns would be right';
    const column = terms.map((term) => term.column).join(' and ');
    return { value: undefined, problem: { type: 'missing_amount', column, value: '', expected } };
  };
}

function differsWithin(left: Decimal, right: Decimal, tolerance: Decimal): boolean {
  const difference = addDecimals(left, { digits: -right.digits, scale: right.scale });
  const magnitude = {
    digits: difference.digits < 0n ? -difference.digits : difference.digits,
    scale: difference.scale,
  };
  return compareDecimals(magnitude, tolerance) <= 0;
}

function badNumber(column: string, value: string, { decimal, thousands }: NumberDialect): ValueProblem {
  const grouping =
    thousands === 'none' ? '' : ` and thousands set off by ${thousands === 'space' ? 'spaces' : `"${thousands}"`}`;
  const expected = `a number of at most 28 decimals with "${decimal}" before them${grouping} would be right`;
  return { type: 'bad_number', column, value, expected };
}
