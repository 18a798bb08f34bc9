import { arrivalLagBody } from '#analytics/arrival-lag-body';
import { getArrivalLag } from '#analytics/close-tiles-api';
import { notSealed, unknownPeriod } from '#analytics/refusals';
import { runsOf } from '#analytics/steps/sealed-runs';
import { periodTrend } from '#close/period-trend';
import { analyticsLake, analyticsPorts } from '#platform/compose/analytics';
import { httpHandler } from '#platform/http/http-handler';

const lake = analyticsLake();
const ports = analyticsPorts();

export const handler = httpHandler(getArrivalLag, async ({ query: { period_id, months } }) => {
  const period = await ports.register.find(period_id);
  if (period === undefined) return unknownPeriod(period_id);
  if (period.seal === undefined) return notSealed(period_id, period.state);
  const shown = periodTrend(period, { all: await ports.register.ofCountry(period.country), months });
  const seals = await runsOf(
    shown.map(({ periodId }) => periodId),
    ports,
  );
  return { status: 200, body: arrivalLagBody(period_id, await lake.arrivalLag(seals)) };
});
