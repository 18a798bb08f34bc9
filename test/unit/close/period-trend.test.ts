import { expect, it } from 'vitest';
import { periodTrend } from '#close/period-trend';
import { aPeriod } from '#test/support/period-builders';

const ALL = ['DE_2025_03', 'US_2025_02', 'US_2025_03', 'US_2025_04', 'US_2025_05'].map((id) => aPeriod(id));

it.each([
  [1, ['US_2025_04']],
  [2, ['US_2025_03', 'US_2025_04']],
  [12, ['US_2025_02', 'US_2025_03', 'US_2025_04']],
])('a trend of %d months ends with the period, and never goes forward or abroad', (months, expected) => {
  const trend = periodTrend(aPeriod('US_2025_04'), { all: ALL, months });

  expect(trend.map(({ periodId }) => periodId)).toEqual(expected);
});
