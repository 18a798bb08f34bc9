import { z } from 'zod';
import type { PeriodPool } from '#close/period';

/** What every state of `close-period` hands to its function. */
export const closeTask = z.object({ period_id: z.string(), attempt: z.number().int().min(1) });

/** What a waiting state hands over besides. */
export const waitingCloseTask = closeTask.extend({ task_token: z.string() });

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
  };
}
