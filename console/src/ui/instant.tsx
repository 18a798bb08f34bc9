const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' });
const minute = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });
const month = new Intl.DateTimeFormat(undefined, { month: 'long', year: 'numeric', timeZone: 'UTC' });
const shortMonth = new Intl.DateTimeFormat(undefined, { month: 'short', year: 'numeric', timeZone: 'UTC' });
const regions = new Intl.DisplayNames(undefined, { type: 'region' });

/** An instant in UTC, as the ledger keeps it, in the reader's way to write dates. */
export function InstantText({ at, date = false }: { readonly at: string | null | undefined; readonly date?: boolean }) {
  if (at === null || at === undefined) return <span className="muted">—</span>;
  return (
    <time dateTime={at} title={at}>
      {(date ? day : minute).format(new Date(at))}
    </time>
  );
}

/** A day without an hour, such as a bank's, in the reader's way to write dates. */
export function DayText({ day: text }: { readonly day: string }) {
  return <time dateTime={text}>{day.format(new Date(`${text}T00:00:00Z`))}</time>;
}

/** `2025-04` → April 2025. */
export function monthName(text: string, width: 'long' | 'short' = 'long'): string {
  return (width === 'long' ? month : shortMonth).format(new Date(`${text}-01T00:00:00Z`));
}

/** `US` → United States; a code that names no country stands for itself. */
export function countryName(code: string): string {
  return /^[A-Z]{2}$/.test(code) ? (regions.of(code) ?? code) : code;
}

/** The month `offset` months away from `text`. */
export function monthAway(text: string, offset: number): string {
  const [year = 1970, number = 1] = text.split('-').map(Number);
  const months = year * 12 + number - 1 + offset;
  return `${Math.trunc(months / 12)}-${String((months % 12) + 1).padStart(2, '0')}`;
}
