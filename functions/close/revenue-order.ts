import { z } from 'zod';
import type { Period } from '#close/period';

/** Which months of a country have revenue and are not frozen; the count of its changes is what a freeze holds on to. */
export interface RevenueOrder {
  readonly moves: number;
  /** `YYYY-MM`. */
  readonly openMonths: readonly string[];
  readonly frozenThrough: string | undefined;
}

const orderItem = z.object({
  moves: z.number().exactOptional(),
  open_months: z.set(z.string()).exactOptional(),
  frozen_through: z.string().exactOptional(),
});

/** Where the order of a country's months stands in the control table; revenue writes it too. */
export function revenueOrderKey(country: string) {
  return { pk: `REVENUE#COUNTRY#${country}`, sk: 'HEAD' };
}

/** Reads the item as it stands, or what a country is before its first revenue; throws when it is something else. */
export function revenueOrderFrom(item: Readonly<Record<string, unknown>> | undefined): RevenueOrder {
  const found = orderItem.parse(item ?? {});
  return { moves: found.moves ?? 0, openMonths: [...(found.open_months ?? [])], frozenThrough: found.frozen_through };
}

/** The country's months freeze in order (R13): revenue that came for an earlier one since the order was read voids the write. */
export function freezingOrder(period: Period, { moves, frozenThrough: through = '' }: RevenueOrder) {
  return {
    key: revenueOrderKey(period.country),
    update: 'set frozen_through = :through add moves :one delete open_months :month',
    condition: moves === 0 ? 'attribute_not_exists(moves)' : 'moves = :moves',
    values: {
      ':one': 1,
      ':month': new Set([period.month]),
      ':through': through < period.month ? period.month : through,
      ...(moves === 0 ? {} : { ':moves': moves }),
    },
  };
}
