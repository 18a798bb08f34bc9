/** When something recurs: the first instant strictly after `after`, in milliseconds since the epoch, or never again. */
export interface Recurrence {
  readonly next: (after: number) => number | undefined;
}

const MINUTE_MILLISECONDS = 60_000;
const UNITS: Readonly<Record<string, number>> = {
  minute: MINUTE_MILLISECONDS,
  hour: 60 * MINUTE_MILLISECONDS,
  day: 24 * 60 * MINUTE_MILLISECONDS,
};

/** Reads `rate(5 minutes)`, `cron(0 10 * * ? *)` and `at(2025-05-03T00:00:00)`, all in UTC. Throws on anything else. */
export function parseSchedule(expression: string, startedAt: number): Recurrence {
  const match = /^(rate|cron|at)\((.+)\)$/.exec(expression.trim());
  const [, kind, body = ''] = match ?? [];
  switch (kind) {
    case 'rate':
      return rate(body, startedAt, expression);
    case 'at':
      return once(body, expression);
    case 'cron':
      return cron(body, expression);
    default:
      throw notASchedule(expression);
  }
}

function rate(body: string, startedAt: number, expression: string): Recurrence {
  const match = /^(\d+) (minute|hour|day)s?$/.exec(body);
  const period = Number(match?.[1]) * (UNITS[match?.[2] ?? ''] ?? Number.NaN);
  if (!(period > 0)) throw notASchedule(expression);
  return { next: (after) => startedAt + (Math.floor((after - startedAt) / period) + 1) * period };
}

function once(body: string, expression: string): Recurrence {
  const at = Date.parse(body.endsWith('Z') ? body : `${body}Z`);
  if (Number.isNaN(at)) throw notASchedule(expression);
  return { next: (after) => (at > after ? at : undefined) };
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const SEARCHED_DAYS_MAX = 366 * 30;

function cron(body: string, expression: string): Recurrence {
  const fields = body.trim().split(/\s+/);
  if (fields.length !== 6) throw notASchedule(expression);
  const [minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = '', year = ''] = fields;
  const field = (text: string, from: number, to: number, names: readonly string[] = [], firstName = 0) =>
    acceptedValues(text, { from, to, names, firstName, expression });
  const minutes = field(minute, 0, 59);
  const hours = field(hour, 0, 23);
  const months = field(month, 1, 12, MONTHS, 1);
  const years = field(year, 1970, 2199);
  const isDay = dayTest(dayOfMonth, dayOfWeek, expression);
  return {
    next(after) {
      const first = new Date(Math.floor(after / MINUTE_MILLISECONDS) * MINUTE_MILLISECONDS + MINUTE_MILLISECONDS);
      for (let offset = 0; offset < SEARCHED_DAYS_MAX; offset += 1) {
        const day = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), first.getUTCDate() + offset));
        if (!years.has(day.getUTCFullYear()) || !months.has(day.getUTCMonth() + 1) || !isDay(day)) continue;
        for (const h of hours) {
          for (const m of minutes) {
            const at = day.getTime() + (h * 60 + m) * MINUTE_MILLISECONDS;
            if (at >= first.getTime()) return at;
          }
        }
      }
      return undefined;
    },
  };
}

function dayTest(dayOfMonth: string, dayOfWeek: string, expression: string): (day: Date) => boolean {
  if (dayOfWeek !== '?' && dayOfMonth !== '?') throw notASchedule(expression);
  if (dayOfWeek === '?') {
    if (dayOfMonth === 'L') return (day) => day.getUTCDate() === daysIn(day);
    const days = acceptedValues(dayOfMonth, { from: 1, to: 31, names: [], firstName: 0, expression });
    return (day) => days.has(day.getUTCDate());
  }
  const nth = /^(\w+)#([1-5])$/.exec(dayOfWeek);
  const last = /^(\w+)L$/.exec(dayOfWeek);
  // EventBridge counts Sunday as 1.
  const weekdays = acceptedValues(nth?.[1] ?? last?.[1] ?? dayOfWeek, {
    from: 1,
    to: 7,
    names: DAYS,
    firstName: 1,
    expression,
  });
  const isWeekday = (day: Date) => weekdays.has(day.getUTCDay() + 1);
  if (nth !== null) return (day) => isWeekday(day) && Math.ceil(day.getUTCDate() / 7) === Number(nth[2]);
  if (last !== null) return (day) => isWeekday(day) && day.getUTCDate() + 7 > daysIn(day);
  return isWeekday;
}

const daysIn = (day: Date) => new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 0)).getUTCDate();

interface FieldRange {
  readonly from: number;
  readonly to: number;
  readonly names: readonly string[];
  readonly firstName: number;
  readonly expression: string;
}

/** `*`, `5`, `1-5`, `0/15`, `MON-FRI`, and lists of them, in ascending order. */
function acceptedValues(text: string, { from, to, names, firstName, expression }: FieldRange): ReadonlySet<number> {
  const parsedValue = (part: string): number => {
    const named = names.indexOf(part.toUpperCase());
    const value = named >= 0 ? named + firstName : Number(part);
    if (!Number.isInteger(value) || value < from || value > to) throw notASchedule(expression);
    return value;
  };
  const accepted = text.split(',').flatMap((part) => {
    const [range = '', step] = part.split('/');
    const [low, high] = range === '*' ? [from, to] : range.split('-').map(parsedValue);
    if (low === undefined) throw notASchedule(expression);
    const end = high ?? (step === undefined ? low : to);
    const stride = step === undefined ? 1 : Number(step);
    if (!Number.isInteger(stride) || stride < 1) throw notASchedule(expression);
    return Array.from(
      { length: Math.max(0, Math.floor((end - low) / stride) + 1) },
      (_, index) => low + index * stride,
    );
  });
  return new Set(accepted.toSorted((left, right) => left - right));
}

function notASchedule(expression: string): Error {
  return new Error(
    `“${expression}” is no schedule that the local cloud runs; it needs rate(N minutes|hours|days), cron(m h day month weekday year) or at(yyyy-mm-ddThh:mm:ss), in UTC`,
  );
}
