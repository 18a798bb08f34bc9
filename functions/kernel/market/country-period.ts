import { type Country, parseCountry } from '#kernel/country';
import { assertThat } from '#kernel/errors';
import { type Instant, instantOf, millisecondsOf } from '#kernel/time/clock';

/** One country and one calendar month of UTC: the grain of a pool. It spans `[periodStart, periodEnd)` (R1, R4). */
export interface CountryPeriod {
  /** `CC_YYYY_MM`, such as `US_2025_04`. */
  readonly periodId: string;
  readonly country: Country;
  /** `YYYY-MM`. */
  readonly month: string;
  readonly periodStart: Instant;
  readonly periodEnd: Instant;
}

/** What `parseCountryPeriod` asks for, as the end of a sentence. */
export const PERIOD_ID_SHAPE = 'an ISO 3166 country and a month, such as US_2025_04';

const DAY_MILLISECONDS = 86_400_000;
const PERIOD_ID = /^([A-Z]{2})_(\d{4})_(0[1-9]|1[0-2])$/;
const MONTH = /^(\d{4})-(0[1-9]|1[0-2])$/;

/** Reads `US_2025_04`; `undefined` for another shape, a country that ISO 3166 does not name, or a month that no year has. */
export function parseCountryPeriod(periodId: string): CountryPeriod | undefined {
  const [, code = '', year = '', month = ''] = PERIOD_ID.exec(periodId) ?? [];
  const country = parseCountry(code);
  const parsed = parseMonth(`${year}-${month}`);
  return country === undefined || parsed === undefined ? undefined : countryPeriod(country, parsed);
}

/** The country's period of a month `YYYY-MM`. Asserts the month's shape; `parseMonth` reads one from outside. */
export function countryPeriod(country: Country, month: string): CountryPeriod {
  const parsed = parseMonth(month);
  assertThat(parsed !== undefined, `${month} is no month; YYYY-MM is, such as 2025-04`);
  const [year = 0, ordinal = 1] = parsed.split('-').map(Number);
  return {
    periodId: `${country}_${parsed.replace('-', '_')}`,
    country,
    month: parsed,
    periodStart: instantOf(Date.UTC(year, ordinal - 1, 1)),
    periodEnd: instantOf(Date.UTC(year, ordinal, 1)),
  };
}

/** The period that a play of the country at this instant belongs to: its month of event, never of arrival (R1). */
export function countryPeriodAt(country: Country, playedAt: Instant): CountryPeriod {
  return countryPeriod(country, playedAt.slice(0, 7));
}

/** The country's period one month before. */
export function periodBefore({ country, periodStart }: CountryPeriod): CountryPeriod {
  return countryPeriodAt(country, instantOf(millisecondsOf(periodStart) - 1));
}

/** The country's period one month after. */
export function periodAfter({ country, periodEnd }: CountryPeriod): CountryPeriod {
  return countryPeriodAt(country, periodEnd);
}

/** The instant before which a play of the period must have arrived: `period_end + grace` (R1). */
export function cutoffAt(period: CountryPeriod, graceDays: number): Instant {
  return instantOf(millisecondsOf(period.periodEnd) + graceDays * DAY_MILLISECONDS);
}

/** The calendar month of UTC, `YYYY-MM`, that ended last before the instant or at it. */
export function monthEndedBefore(at: Instant): string {
  const [year = 0, month = 1] = at.split('-').map(Number);
  return instantOf(Date.UTC(year, month - 1, 1) - 1).slice(0, 7);
}

/** Reads a month `YYYY-MM` of the years 1970 to 9999; `undefined` for anything else. */
export function parseMonth(text: string): string | undefined {
  const [, year = ''] = MONTH.exec(text) ?? [];
  return year >= '1970' ? text : undefined;
}
