import { getLongTail } from '#analytics/close-tiles-api';
import { longTailBody } from '#analytics/long-tail-body';
import { notProven, unknownPeriod } from '#analytics/refusals';
import { attributedRun } from '#analytics/steps/attributed-run';
import { periodTrend } from '#close/period-trend';
import { analyticsLake, analyticsPorts } from '#platform/compose/analytics';
import { httpHandler } from '#platform/http/http-handler';

const lake = analyticsLake();
const ports = analyticsPorts();

export const handler = httpHandler(getLongTail, async ({ query: { period_id, months, floor } }) => {
  const period = await ports.register.find(period_id);
  if (period === undefined) return unknownPeriod(period_id);
  const own = attributedRun(period);
  if (own.kind === 'not-proven') return notProven(period_id, own.state);
  const { currency } = own;
  const lines = periodTrend(period, { all: await ports.register.ofCountry(period.country), months })
    .map(attributedRun)
    .flatMap((run) => {
      return run.kind === 'attributed' && run.currency === currency ? [run.lines] : [];
    });
  const tails = await lake.longTail({ lines, floor });
  return { status: 200, body: { period_id, currency, floor, ...longTailBody({ periodId: period_id, tails }) } };
});
