import type { Interval, Preview } from '#analytics/preview';
import type { PeriodState } from '#close/period-state';
import { formatUnits } from '#kernel/money/units';
import type { Instant } from '#kernel/time/clock';

/** A period that is frozen has a rate, and no estimate. */
export type UnfrozenState = Exclude<PeriodState, 'FROZEN' | 'PAID'>;

interface Estimated {
  readonly periodId: string;
  readonly state: UnfrozenState;
  readonly asOf: Instant;
  readonly preview: Preview;
  readonly currency: string | undefined;
  readonly playsSoFar: bigint;
  readonly months: readonly string[];
}

const DESCRIPTION =
  'Plays so far, times what each frozen month of the country made of the plays it had at the same age; its late and flagged ' +
  'plays are in that factor. The interval spans the months. Without two months the elapsed part of the month stands in.';

/** The estimate as the API shows it; no name of it is that of a fact. */
export function previewDocument({ periodId, state, asOf, preview, currency, playsSoFar, months }: Estimated) {
  const { pool, qualifiedPlays, rate, reason } = preview;
  return {
    period_id: periodId,
    state,
    is_estimate: true as const,
    as_of: asOf,
    method: {
      name: 'arrival-history-1' as const,
      description: DESCRIPTION,
      document: 'docs/preview.md' as const,
      months: [...months],
    },
    currency: currency ?? null,
    plays_so_far: Number(playsSoFar),
    estimated_pool: pool === undefined ? null : { ...shown(pool, formatUnits), basis: pool.basis },
    estimated_qualified_plays:
      qualifiedPlays === undefined ? null : { ...shown(qualifiedPlays, Number), basis: qualifiedPlays.basis },
    estimated_rate: rate ?? null,
    reason: reason ?? null,
  };
}

function shown<Value, Shown>({ estimate, low, high }: Interval<Value>, show: (value: Value) => Shown): Interval<Shown> {
  return { estimate: show(estimate), low: show(low), high: show(high) };
}
