import { expect, it } from 'vitest';
import { arrivalLagBody } from '#analytics/arrival-lag-body';
import { longTailBody } from '#analytics/long-tail-body';

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
