import { describe, expect, it } from 'vitest';
import {
  type CountryPeriod,
  countryPeriodAt,
  cutoffAt,
  monthEndedBefore,
  parseCountryPeriod,
  parseMonth,
  periodAfter,
  periodBefore,
} from '#kernel/market/country-period';
import { parseInstant } from '#kernel/time/clock';

function period(periodId: string): CountryPeriod {
  const parsed = parseCountryPeriod(periodId);
  if (parsed === undefined) throw new Error(`${periodId} is no period`);
  return parsed;
}

function periodIdAt(text: string): string {
  const playedAt = parseInstant(text);
  if (playedAt === undefined) throw new Error(`${text} is no instant`);
  return countryPeriodAt(period('US_2025_04').country, playedAt).periodId;
}

describe('a country-period', () => {
  it('is a country and a month, half-open', () => {
    expect(period('US_2025_04')).toEqual({
      periodId: 'US_2025_04',
      country: 'US',
      month: '2025-04',
      periodStart: '2025-04-01T00:00:00.000Z',
      periodEnd: '2025-05-01T00:00:00.000Z',
    });
    expect(period('JP_2024_12').periodEnd).toBe('2025-01-01T00:00:00.000Z');
  });

  it.each(['US_2025_13', 'US_2025_00', 'XX_2025_04', 'us_2025_04', 'US-2025-04', 'US_2025_4', 'US_1969_12', ''])(
    'is not %s',
    (text) => {
      expect(parseCountryPeriod(text)).toBeUndefined();
    },
  );

  it('holds the last instant of April and not the first of May', () => {
    expect(periodIdAt('2025-04-30T23:59:59.999Z')).toBe('US_2025_04');
    expect(periodIdAt('2025-05-01T00:00:00.000Z')).toBe('US_2025_05');
  });

  it('knows its neighbours across a new year', () => {
    expect(periodBefore(period('US_2025_01')).periodId).toBe('US_2024_12');
    expect(periodAfter(period('US_2024_12')).periodId).toBe('US_2025_01');
  });

  it('admits arrivals until its end and the days of grace', () => {
    expect(cutoffAt(period('US_2025_04'), 7)).toBe('2025-05-08T00:00:00.000Z');
    expect(cutoffAt(period('US_2025_04'), 0)).toBe('2025-05-01T00:00:00.000Z');
  });

  it.each([
    ['2025-05-01T00:00:00Z', '2025-04'],
    ['2025-04-30T23:59:59.999Z', '2025-03'],
    ['2025-01-15T00:00:00Z', '2024-12'],
  ])('at %s, the month that ended last is %s', (text, month) => {
    expect(monthEndedBefore(parseInstant(text) ?? ('' as never))).toBe(month);
  });

  it('has a month as people write it', () => {
    expect(parseMonth('2025-04')).toBe('2025-04');
    expect(parseMonth('2025-4')).toBeUndefined();
  });
});
