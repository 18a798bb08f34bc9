/** A calendar day as a bank books it, in the bank's own time zone: `2025-05-06`; days compare as strings. */
export type BankDay = string & { readonly __brand: 'BankDay' };

const ISO_DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Reads `2025-05-06`; `undefined` for anything else and for a day that no calendar has. */
export function parseBankDay(text: string): BankDay | undefined {
  if (!ISO_DAY.test(text)) return undefined;
  const milliseconds = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(milliseconds)) return undefined;
  return new Date(milliseconds).toISOString().slice(0, 10) === text ? (text as BankDay) : undefined;
}

/** Reads the six digits `YYMMDD` of SWIFT and BAI2: 00–79 are this century, 80–99 the one before. */
export function parseShortDay(text: string): BankDay | undefined {
  const match = /^(\d{2})(\d{2})(\d{2})$/.exec(text);
  if (match === null) return undefined;
  const [, year = '', month = '', day = ''] = match;
  return parseBankDay(`${Number(year) < 80 ? '20' : '19'}${year}-${month}-${day}`);
}

/** The day `days` later, or earlier when negative. */
export function dayAfter(day: BankDay, days = 1): BankDay {
  const milliseconds = Date.parse(`${day}T00:00:00Z`) + days * 86_400_000;
  return new Date(milliseconds).toISOString().slice(0, 10) as BankDay;
}

/** Whether banks book on that weekday; their holidays differ and are not known here. */
export function isWeekday(day: BankDay): boolean {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6;
}

/** The last day of the month that `YYYY-MM` names. */
export function lastDayOf(month: string): BankDay | undefined {
  const first = parseBankDay(`${month}-01`);
  if (first === undefined) return undefined;
  const next = new Date(`${first}T00:00:00Z`);
  next.setUTCMonth(next.getUTCMonth() + 1, 0);
  return next.toISOString().slice(0, 10) as BankDay;
}
