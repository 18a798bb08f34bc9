import { describe, expect, it } from 'vitest';
import { estimatePreview, type FrozenMonth, type PreviewInputs } from '#analytics/preview';
import { parseCountryPeriod } from '#kernel/market/country-period';
import { parseCurrency } from '#kernel/money/currency';
import { parseUnits } from '#kernel/money/units';
import { anInstant } from '#test/support/instants';

function units(text: string): bigint {
  const parsed = parseUnits(text);
  if (parsed === undefined) throw new Error(`${text} is no amount`);
  return parsed;
}

function aMonth(month: Partial<FrozenMonth> = {}): FrozenMonth {
  return { periodId: 'US_2025_03', arrivedByAge: 500n, qualifiedPlays: 1000n, sharedRevenue: units('700'), ...month };
}

function inputs(over: Partial<PreviewInputs> = {}): PreviewInputs {
  const period = parseCountryPeriod('US_2025_04');
  const currency = parseCurrency('USD');
  if (period === undefined || currency === undefined) throw new Error('The fixture is no period');
  const asOf = anInstant('2025-04-16T00:00:00Z');
  return { period, asOf, currency, playsSoFar: 600n, sharedRevenue: units('840'), history: [], ...over };
}

describe('the preview of an open period', () => {
  it('expects of its plays what frozen months made of theirs at the same age; their spread is the interval', () => {
    const history = [aMonth(), aMonth({ arrivedByAge: 400n, qualifiedPlays: 1000n })];

    const preview = estimatePreview(inputs({ history }));

    expect(preview.qualifiedPlays).toEqual({ estimate: 1333n, low: 1200n, high: 1500n, basis: 'arrival_history' });
    expect(preview.rate).toEqual({ estimate: '0.6301575393', low: '0.5600000000', high: '0.7000000000' });
  });

  it('takes late and flagged plays out by the same factor: a month that lost plays after this age lowers the estimate', () => {
    const history = [
      aMonth({ arrivedByAge: 1000n, qualifiedPlays: 900n }),
      aMonth({ arrivedByAge: 1000n, qualifiedPlays: 950n }),
    ];

    const preview = estimatePreview(inputs({ asOf: anInstant('2025-05-07T23:00:00Z'), history }));

    expect(preview.qualifiedPlays).toMatchObject({ estimate: 555n, low: 540n, high: 570n });
  });

  it('of one month only is no narrower than the elapsed part of the month makes it', () => {
    const preview = estimatePreview(inputs({ history: [aMonth({ arrivedByAge: 400n })] }));

    expect(preview.qualifiedPlays).toEqual({ estimate: 1500n, low: 1200n, high: 1500n, basis: 'arrival_history' });
  });

  it('without a frozen month goes by elapsed time, from what has arrived already', () => {
    const preview = estimatePreview(inputs());

    expect(preview.qualifiedPlays).toEqual({ estimate: 1200n, low: 600n, high: 1200n, basis: 'elapsed_time' });
    expect(preview.rate).toEqual({ estimate: '0.7000000000', low: '0.7000000000', high: '1.4000000000' });
  });

  it('without recorded revenue spans the pools of the frozen months around the newest', () => {
    const history = [aMonth({ sharedRevenue: units('900') }), aMonth({ sharedRevenue: units('600') })];

    const preview = estimatePreview(inputs({ sharedRevenue: undefined, history }));

    expect(preview.pool).toEqual({
      estimate: units('900'),
      low: units('600'),
      high: units('900'),
      basis: 'revenue_history',
    });
    expect(preview.rate).toEqual({ estimate: '0.7500000000', low: '0.5000000000', high: '0.7500000000' });
  });

  it.each([
    ['no play yet', { playsSoFar: 0n }, 'has no play of thirty seconds yet'],
    ['neither revenue nor a frozen month', { sharedRevenue: undefined }, 'drop revenue/ for it'],
    ['a pool that may be nothing', { sharedRevenue: 0n }, 'carried, not divided'],
  ])('with %s gives a reason and no rate', (_, over, reason) => {
    const preview = estimatePreview(inputs(over));

    expect(preview.rate).toBeUndefined();
    expect(preview.reason).toContain(reason);
  });

  it('of a month that has not begun has no rate', () => {
    const preview = estimatePreview(inputs({ asOf: anInstant('2025-04-01') }));

    expect([preview.qualifiedPlays, preview.rate]).toEqual([undefined, undefined]);
  });
});
