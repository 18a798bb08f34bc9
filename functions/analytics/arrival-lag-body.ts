import type { ArrivalLag } from '#analytics/ports';
import { ratioText } from '#analytics/ratio';

/** Nothing arrived. */
const nothing = (periodId: string): ArrivalLag => ({
  periodId,
  plays: 0n,
  p50Seconds: 0,
  p95Seconds: 0,
  p99Seconds: 0,
  maxSeconds: 0,
  withinMinute: 0n,
  withinHour: 0n,
  withinDay: 0n,
});

/** A period's lag beside that of the months before it. */
export function arrivalLagBody(periodId: string, lags: readonly ArrivalLag[]) {
  const own = lags.find((lag) => lag.periodId === periodId) ?? nothing(periodId);
  const { plays: whole } = own;
  return {
    ...shown(own),
    within_minute: ratioText({ part: own.withinMinute, whole }),
    within_hour: ratioText({ part: own.withinHour, whole }),
    within_day: ratioText({ part: own.withinDay, whole }),
    trend: lags.map(shown),
  };
}

function shown({ periodId, plays, p50Seconds, p95Seconds, p99Seconds, maxSeconds }: ArrivalLag) {
  return {
    period_id: periodId,
    plays: Number(plays),
    p50_seconds: p50Seconds,
    p95_seconds: p95Seconds,
    p99_seconds: p99Seconds,
    max_seconds: maxSeconds,
  };
}
