/** An instant in UTC, ISO 8601 with milliseconds (`2025-05-03T00:00:00.000Z`); instants compare as strings. */
export type Instant = string & { readonly __brand: 'Instant' };

/** The only door through which time enters the steps (style rule 14). */
export interface Clock {
  now(): Instant;
}

/** The instant `milliseconds` after the Unix epoch. Throws a RangeError outside the range of Date. */
export function instantOf(milliseconds: number): Instant {
  return new Date(milliseconds).toISOString() as Instant;
}

/** Milliseconds since the Unix epoch. */
export function millisecondsOf(instant: Instant): number {
  return Date.parse(instant);
}

const ISO_INSTANT = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?$/;

/**
 * Reads an ISO 8601 instant or a date; a date without a time means 00:00:00Z (R4).
 * Answers `undefined` for anything else, and for days that no calendar has.
 */
export function parseInstant(text: string): Instant | undefined {
  if (!ISO_INSTANT.test(text)) return undefined;
  const milliseconds = Date.parse(text);
  if (Number.isNaN(milliseconds)) return undefined;
  const day = text.slice(0, 10);
  const isRealDay = new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10) === day;
  return isRealDay ? instantOf(milliseconds) : undefined;
}
