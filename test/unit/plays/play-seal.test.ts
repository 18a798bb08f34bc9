import { describe, expect, it } from 'vitest';
import { instantOf } from '#kernel/time/clock';
import { quarantineWindow } from '#plays/play-seal';
import { at } from '#test/support/plays/play-builders';
import { thePeriod } from '#test/support/plays/play-lake-desk';

const HOUR = 3_600_000;
const april = thePeriod('US_2025_04');
const windowOf = (begunAt: string) => quarantineWindow({ ...april, begunAt: instantOf(at(begunAt)) });

describe('the arrivals among which a seal counts what is quarantined', () => {
  it('reach from the horizon before the period to the seal', () => {
    const { firstMs, lastMs } = windowOf('2025-05-08T00:10:00Z');

    expect([firstMs, lastMs].map(instantOf)).toEqual(['2024-12-02T00:00:00.000Z', '2025-05-08T00:10:00.000Z']);
  });

  it('are hours of nine months at most, however late the period is sealed', () => {
    const { firstMs, lastMs } = windowOf('2035-01-01T00:00:00Z');

    expect(instantOf(lastMs)).toBe('2025-08-28T23:59:59.999Z');
    expect(Math.ceil((lastMs - firstMs) / HOUR)).toBe((120 + 30 + 120) * 24);
  });
});
