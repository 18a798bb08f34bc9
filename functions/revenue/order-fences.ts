import type { RevenueMove } from '#revenue/workbench';

/**
 * Months of a country that have revenue for the first time stand as open in `REVENUE#COUNTRY#<cc>` until they freeze, and none is behind
 * the last that froze: a freeze writes the same item, so whichever of the two comes second sees the first (R13).
 */
export function orderFences(moves: readonly RevenueMove[]) {
  const first = moves.filter(({ from }) => from === 0).map(({ next }) => next.periodId);
  const byCountry = Map.groupBy(first, (periodId) => periodId.slice(0, 2));
  return [...byCountry].map(([country, periodIds]) => {
    const months = periodIds.map((periodId) => periodId.slice(3).replace('_', '-')).sort();
    return {
      key: { pk: `REVENUE#COUNTRY#${country}`, sk: 'HEAD' },
      update: 'add moves :one, open_months :months',
      condition: 'attribute_not_exists(frozen_through) or frozen_through <= :earliest',
      values: { ':one': 1, ':months': new Set(months), ':earliest': months[0] },
    };
  });
}
