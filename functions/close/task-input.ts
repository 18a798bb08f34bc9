import { z } from 'zod';
import type { PeriodPool, PoolCorrections } from '#close/period';

/** What every state of `close-period` hands to its function. */
export const closeTask = z.object({ period_id: z.string(), attempt: z.number().int().min(1) });

/** What a waiting state hands over besides. */
export const waitingCloseTask = closeTask.extend({ task_token: z.string() });

/** What `TakeCorrections` answers; null where nothing happened to a frozen period (R29). */
export const correctionsTask = z
  .object({
    run: z.string(),
    totals_key: z.string(),
    totals_hash: z.string(),
    amount: z.string(),
    sources: z.array(
      z.object({
        source_period_id: z.string(),
        kind: z.enum(['late', 'recovered']),
        plays: z.number().int(),
        amount: z.string(),
      }),
    ),
  })
  .nullable();

/** A pool as it travels from `DeterminePool` to `FreezePool`. */
export const poolTask = z.object({
  currency: z.string(),
  revenue_version: z.number().int(),
  collected_revenue: z.string(),
  pool_share: z.string(),
  shared_revenue: z.string(),
  carry: z.string(),
  adjustments: z.string(),
  pool: z.string(),
  corrections: correctionsTask,
  chargebacks: z
    .array(z.object({ adjustment_id: z.string(), source_period_id: z.string(), amount: z.string() }))
    .default([]),
});

export function poolPayload(pool: PeriodPool): z.input<typeof poolTask> {
  return {
    currency: pool.currency,
    revenue_version: pool.revenueVersion,
    collected_revenue: pool.collectedRevenue,
    pool_share: pool.poolShare,
    shared_revenue: pool.sharedRevenue,
    carry: pool.carry,
    adjustments: pool.adjustments,
    pool: pool.pool,
    corrections: pool.corrections === undefined ? null : correctionsPayload(pool.corrections),
    chargebacks: (pool.chargebacks ?? []).map(({ adjustmentId, sourcePeriodId, amount }) => ({
      adjustment_id: adjustmentId,
      source_period_id: sourcePeriodId,
      amount,
    })),
  };
}

export function poolFrom(payload: z.output<typeof poolTask>): PeriodPool {
  return {
    currency: payload.currency,
    revenueVersion: payload.revenue_version,
    collectedRevenue: payload.collected_revenue,
    poolShare: payload.pool_share,
    sharedRevenue: payload.shared_revenue,
    carry: payload.carry,
    adjustments: payload.adjustments,
    pool: payload.pool,
    ...(payload.corrections !== null && { corrections: correctionsFrom(payload.corrections) }),
    ...(payload.chargebacks.length > 0 && { chargebacks: payload.chargebacks.map(chargebackFrom) }),
  };
}

export function correctionsFrom(payload: NonNullable<z.output<typeof correctionsTask>>): PoolCorrections {
  return {
    run: payload.run,
    totalsKey: payload.totals_key,
    totalsHash: payload.totals_hash,
    amount: payload.amount,
    sources: payload.sources.map(({ source_period_id: sourcePeriodId, ...rest }) => ({ sourcePeriodId, ...rest })),
  };
}

function correctionsPayload({ run, totalsKey, totalsHash, amount, sources }: PoolCorrections) {
  return {
    run,
    totals_key: totalsKey,
    totals_hash: totalsHash,
    amount,
    sources: sources.map(({ sourcePeriodId: source_period_id, ...rest }) => ({ source_period_id, ...rest })),
  };
}

function chargebackFrom({ adjustment_id, source_period_id, amount }: z.output<typeof poolTask>['chargebacks'][number]) {
  return { adjustmentId: adjustment_id, sourcePeriodId: source_period_id, amount };
}
