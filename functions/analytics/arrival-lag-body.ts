import type { ArrivalLag } from '#analytics/ports';
import { ratioText } from '#analytics/ratio';

/** Nothing arrived. */
const nothing = (periodId: string): ArrivalLag => ({
  periodId,
  plays: 0,
  p50Seconds: 0,
  p95Seconds: 0,
  p99Seconds: 0,
  maxSeconds: 0,
  withinMinute: 0,
  withinHour: 0,
  withinDay: 0,
});

/** A period's lag beside that of the months before it. */
export function arrivalLagBody(periodId: string, lags: readonly ArrivalLag[]) {
  const own = lags.find((lag) => lag.periodId === periodId) ?? nothing(periodId);
  const ofPlays = (part: number) => ratioText({ part: BigInt(part), whole: BigInt(own.plays) });
  return {
    ...shown(own),
    within_minute: ofPlays(own.withinMinute),
    within_hour: ofPlays(own.withinHour),
    within_day: ofPlays(own.withinDay),
    trend: lags.map(shown),
  };
}

function shown({ periodId, plays, p50Seconds, p95Seconds, p99Seconds, maxSeconds }: ArrivalLag) {
  return {
    period_id: periodId,
    plays,
    p50_seconds: p50Seconds,
    p95_seconds: p95Seconds,
    p99_seconds: p99Seconds,
    max_seconds: maxSeconds,
  };
}
