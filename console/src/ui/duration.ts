const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;

/** A span of whole seconds as people say it, in its largest unit, cut and never rounded up: 5,399 s is 1 hr. */
export function durationText(seconds: number, locale?: string): string {
  if (seconds < MINUTE) return inUnit(seconds, 'second', locale);
  if (seconds < HOUR) return inUnit(Math.trunc(seconds / MINUTE), 'minute', locale);
  if (seconds < 2 * DAY) return inUnit(Math.trunc(seconds / HOUR), 'hour', locale);
  return inUnit(Math.trunc(seconds / DAY), 'day', locale);
}

function inUnit(count: number, unit: 'second' | 'minute' | 'hour' | 'day', locale: string | undefined): string {
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }).format(count);
}
