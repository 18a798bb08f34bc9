import { createAnalyticsLake } from '#analytics/adapters/athena-analytics-lake';
import type { AnalyticsLake } from '#analytics/ports';
import { athenaQueries } from '#platform/compose/athena';
import { periodRegister } from '#platform/compose/close';
import { playSeals } from '#platform/compose/play-seals';
import { revenueStore } from '#platform/compose/revenue';

/** Below the API's thirty seconds, so that a slow query is answered as such. */
const PATIENCE_MILLISECONDS = 25_000;

export function analyticsLake(): AnalyticsLake {
  return createAnalyticsLake(athenaQueries({ patienceMilliseconds: PATIENCE_MILLISECONDS }));
}

/** What analytics reads of other contexts. */
export function analyticsPorts() {
  return { register: periodRegister(), seals: playSeals(), revenue: revenueStore() };
}
