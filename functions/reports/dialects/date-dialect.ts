/**
 * A date template says how a provider writes a date or a period: `YYYY YY MMMM MMM MM DD Q hh mm ss a` stand for
 * themselves (numbers may lack their leading zero, except in templates without separators), `*` for any text, text in
 * square brackets and everything else for itself. `2017M10` is `YYYY[M]MM`, `2Q2026` is `Q[Q]YYYY`.
 */
export interface CalendarPoint {
  readonly year: number;
  /** 1–12; `undefined` when the text names a quarter or a year only. */
  readonly month: number | undefined;
  readonly day: number | undefined;
  readonly quarter: number | undefined;
}

const TOKEN = /\[([^\]]*)\]|YYYY|YY|MMMM|MMM|MM|DD|Q|hh|mm|ss|a|\*|./gsu;
const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];
const SHORT_MONTHS = MONTHS.map((month) => month.slice(0, 3));

const NUMERIC: Readonly<Record<string, { group: string; loose: string; fixed: string }>> = {
  YYYY: { group: 'year', loose: '\\d{4}', fixed: '\\d{4}' },
  YY: { group: 'shortYear', loose: '\\d{2}', fixed: '\\d{2}' },
  MM: { group: 'month', loose: '\\d{1,2}', fixed: '\\d{2}' },
  DD: { group: 'day', loose: '\\d{1,2}', fixed: '\\d{2}' },
  Q: { group: 'quarter', loose: '[1-4]', fixed: '[1-4]' },
  hh: { group: '', loose: '\\d{1,2}', fixed: '\\d{2}' },
  mm: { group: '', loose: '\\d{2}', fixed: '\\d{2}' },
  ss: { group: '', loose: '\\d{2}', fixed: '\\d{2}' },
};

/** Compiles a template to a reader; `undefined` when the text does not fit or is no date of the calendar. */
export function dateReader(template: string): (text: string) => CalendarPoint | undefined {
  const expression = new RegExp(`^${expressionOf(template)}$`, 'iu');
  return (text) => {
    const groups = expression.exec(text)?.groups;
    return groups === undefined ? undefined : pointOf(groups);
  };
}

/** True when a template names at least a year, each part at most once. */
export function isDateTemplate(template: string): boolean {
  const names = [...template.matchAll(TOKEN)]
    .map(([token]) => token)
    .filter((token) => token in NUMERIC || /^MMM/.test(token));
  const parts = names.map((name) => (name === 'YY' ? 'YYYY' : name.startsWith('MMM') ? 'MM' : name));
  return parts.includes('YYYY') && new Set(parts).size === parts.length;
}

/** `YYYY-MM`, `YYYY-Qn` or `YYYY`, whichever the point is fine enough for. */
export function periodOf(point: CalendarPoint): string {
  const year = String(point.year).padStart(4, '0');
  if (point.month !== undefined) return `${year}-${String(point.month).padStart(2, '0')}`;
  return point.quarter === undefined ? year : `${year}-Q${point.quarter}`;
}

/** The month that holds the middle day of `[from, to]`: what a retailer's fiscal month is called by. */
export function middleMonth(from: CalendarPoint, to: CalendarPoint): CalendarPoint {
  const start = Date.UTC(from.year, (from.month ?? 1) - 1, from.day ?? 1);
  const end =
    to.day === undefined ? Date.UTC(to.year, to.month ?? 12, 0) : Date.UTC(to.year, (to.month ?? 12) - 1, to.day);
  const middle = new Date(start + Math.floor((end - start) / 2));
  return {
    year: middle.getUTCFullYear(),
    month: middle.getUTCMonth() + 1,
    day: middle.getUTCDate(),
    quarter: undefined,
  };
}

function expressionOf(template: string): string {
  const tokens = [...template.matchAll(TOKEN)];
  const isFixed = !tokens.some(([token]) => !(token in NUMERIC) && token !== '*');
  return tokens.map(([token, quoted]) => partOf(token, quoted, isFixed)).join('');
}

function partOf(token: string, quoted: string | undefined, isFixed: boolean): string {
  if (quoted !== undefined) return escaped(quoted);
  const numeric = NUMERIC[token];
  if (numeric) {
    const digits = isFixed ? numeric.fixed : numeric.loose;
    return numeric.group === '' ? digits : `(?<${numeric.group}>${digits})`;
  }
  if (token === 'MMMM') return `(?<monthName>${MONTHS.join('|')})`;
  if (token === 'MMM') return `(?<monthName>${SHORT_MONTHS.join('|')})`;
  if (token === 'a') return '(?:am|pm)';
  if (token === '*') return '[^]*';
  return token === ' ' ? ' +' : escaped(token);
}

function pointOf(groups: Readonly<Record<string, string | undefined>>): CalendarPoint | undefined {
  const year = groups['year'] === undefined ? shortYear(Number(groups['shortYear'])) : Number(groups['year']);
  const name = groups['monthName']?.slice(0, 3).toLowerCase();
  const month = name === undefined ? optional(groups['month']) : SHORT_MONTHS.indexOf(name) + 1;
  const day = optional(groups['day']);
  const isDate = month === undefined || (month >= 1 && month <= 12 && (day === undefined || isDay(year, month, day)));
  return isDate && year >= 1900 ? { year, month, day, quarter: optional(groups['quarter']) } : undefined;
}

const optional = (text: string | undefined) => (text === undefined ? undefined : Number(text));

/** Reports began in this century's digital trade, so 70–99 is the last one. */
const shortYear = (year: number) => (year >= 70 ? 1900 + year : 2000 + year);

const isDay = (year: number, month: number, day: number) =>
  day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
