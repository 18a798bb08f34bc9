import { describe, expect, it } from 'vitest';
import { arrivalLagBody } from '#analytics/arrival-lag-body';
import { longTailBody } from '#analytics/long-tail-body';
import { periodTrend } from '#analytics/steps/period-trend';
import { aPeriod } from '#test/support/period-builders';

describe('a trend', () => {
  const [february, march, april, may] = [2, 3, 4, 5].map((month) => aPeriod(`US_2025_0${month}`));
  const of = (months: number) => {
    const all = [february, march, april, may].filter((period) => period !== undefined);
    const register = { ofCountry: async (country: string) => all.filter((period) => period.country === country) };
    return periodTrend({ period: aPeriod('US_2025_04'), months }, { register });
  };

  it('goes back as many months as asked for, itself included, and never forward', async () => {
    const [one, two, many] = await Promise.all([of(1), of(2), of(12)]);

    expect(one.map(({ periodId }) => periodId)).toEqual(['US_2025_04']);
    expect(two.map(({ periodId }) => periodId)).toEqual(['US_2025_03', 'US_2025_04']);
    expect(many.map(({ periodId }) => periodId)).toEqual(['US_2025_02', 'US_2025_03', 'US_2025_04']);
  });
});

it('a sealed month without a play has no lag, and is not in the trend', () => {
  const body = arrivalLagBody('US_2025_04', []);

  expect(body).toMatchObject({ plays: 0, p95_seconds: 0, within_hour: '0.000000', trend: [] });
});

it('a month that paid nobody has no tail beside one that did', () => {
  const zero = '0.00000000000000000000';
  const tail = { periodId: 'US_2025_03', earners: 4, earned: '10', earnersBelow: 1, earnedBelow: '2.5' };

  const body = longTailBody({
    periodId: 'US_2025_04',
    tails: [
      { ...tail, kind: 'holder' },
      { ...tail, kind: 'track', earnersBelow: 4, earnedBelow: '10' },
    ],
  });

  expect(body.holders).toEqual({
    earners: 0,
    below: 0,
    below_share: '0.000000',
    amount: zero,
    amount_below: zero,
    amount_below_share: '0.000000',
  });
  expect(body.trend).toEqual([
    {
      period_id: 'US_2025_03',
      holders_below: 1,
      holders_below_share: '0.250000',
      holders_amount_below_share: '0.250000',
      tracks_below: 4,
      tracks_below_share: '1.000000',
      tracks_amount_below_share: '1.000000',
    },
  ]);
});
