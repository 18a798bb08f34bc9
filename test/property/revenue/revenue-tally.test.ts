import fc from 'fast-check';
import { expect, it } from 'vitest';
import { issueLog } from '#kernel/csv/file-issue';
import { formatUnits, sumUnits } from '#kernel/money/units';
import { readRevenueRow } from '#revenue/read-revenue';
import { revenueTally } from '#revenue/tally';

const rows = fc.array(
  fc.record({
    country: fc.constantFrom('US', 'DE', 'JP'),
    period: fc.constantFrom('2025-04', '2025-05'),
    user_id: fc.constantFrom('', 'U1', 'U2'),
    currency: fc.constant('USD'),
    units: fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }),
  }),
  { minLength: 1, maxLength: 60 },
);

type Dropped = { readonly units: bigint } & Readonly<Record<'country' | 'period' | 'user_id' | 'currency', string>>;

function tallied(dropped: readonly Dropped[]) {
  const log = issueLog(10);
  const tally = revenueTally(log);
  dropped.forEach(({ units, ...cells }, index) => {
    const reading = readRevenueRow({ line: index + 2, cells: { ...cells, amount: formatUnits(units) } });
    if (reading.kind === 'row') tally.add(reading.row);
  });
  return tally.periods();
}

it('every unit of every row is in exactly one sum, whatever the order of the rows (R21)', () => {
  fc.assert(
    fc.property(rows, (dropped) => {
      const periods = tallied(dropped);

      expect(sumUnits(periods.map(({ units }) => units))).toBe(sumUnits(dropped.map(({ units }) => units)));
      expect(periods.reduce((sum, period) => sum + period.rows, 0)).toBe(dropped.length);
      expect(tallied(dropped.toReversed())).toEqual(periods);
    }),
  );
});
