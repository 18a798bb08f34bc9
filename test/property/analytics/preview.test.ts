import fc from 'fast-check';
import { expect, it } from 'vitest';
import { estimatePreview } from '#analytics/preview';
import { parseCountryPeriod } from '#kernel/market/country-period';
import { parseCurrency } from '#kernel/money/currency';
import { parseUnits } from '#kernel/money/units';
import { instantOf, millisecondsOf } from '#kernel/time/clock';

const plays = fc.bigInt({ min: 1n, max: 10n ** 12n });
const units = fc.bigInt({ min: 1n, max: 10n ** 20n });
const month = fc.record({
  periodId: fc.constant('US_2025_03'),
  arrivedByAge: fc.bigInt({ min: 0n, max: 10n ** 12n }),
  qualifiedPlays: fc.bigInt({ min: 0n, max: 10n ** 12n }),
  sharedRevenue: units,
});

it('an estimate lies in its interval, and a rate times plays never exceeds the pool it came from', () => {
  const period = parseCountryPeriod('US_2025_04');
  const currency = parseCurrency('USD');
  if (period === undefined || currency === undefined) throw new Error('The fixture is no period');
  const day = fc
    .integer({ min: 1, max: 40 })
    .map((days) => instantOf(millisecondsOf(period.periodStart) + days * 86_400_000));
  fc.assert(
    fc.property(
      plays,
      fc.option(units, { nil: undefined }),
      fc.array(month, { maxLength: 6 }),
      day,
      (playsSoFar, sharedRevenue, history, asOf) => {
        const preview = estimatePreview({ period, currency, asOf, playsSoFar, sharedRevenue, history });

        expect(preview.rate === undefined).toBe(preview.reason !== undefined);
        if (preview.rate === undefined || preview.pool === undefined || preview.qualifiedPlays === undefined) return;
        const { pool, qualifiedPlays, rate } = preview;
        const [low, estimate, high] = [rate.low, rate.estimate, rate.high].map((text) => parseUnits(text) ?? -1n);
        expect(qualifiedPlays.low <= qualifiedPlays.estimate && qualifiedPlays.estimate <= qualifiedPlays.high).toBe(
          true,
        );
        expect(pool.low <= pool.estimate && pool.estimate <= pool.high).toBe(true);
        expect((low ?? 1n) <= (estimate ?? 0n) && (estimate ?? 1n) <= (high ?? 0n)).toBe(true);
        expect((estimate ?? 0n) * qualifiedPlays.estimate <= pool.estimate).toBe(true);
      },
    ),
  );
});
