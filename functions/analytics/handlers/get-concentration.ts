import { getConcentration } from '#analytics/api';
import { amountRatioText } from '#analytics/ratio';
import { notProven, unknownPeriod } from '#analytics/refusals';
import { attributedRun } from '#analytics/steps/attributed-run';
import { analyticsLake, analyticsPorts } from '#platform/compose/analytics';
import { httpHandler } from '#platform/http/http-handler';

/** No payout at all, at the scale of attribution lines (R16). */
const NOTHING = '0.00000000000000000000';

const lake = analyticsLake();
const { register } = analyticsPorts();

export const handler = httpHandler(getConcentration, async ({ query: { period_id } }) => {
  const period = await register.find(period_id);
  if (period === undefined) return unknownPeriod(period_id);
  const attributed = attributedRun(period);
  if (attributed.kind === 'not-proven') return notProven(period_id, attributed.state);
  const marks = attributed.kind === 'attributed' ? await lake.concentration(attributed.lines) : [];
  const items = marks.map(({ percent, topHolders, amount, total }) => ({
    top_percent: percent,
    top_holders: topHolders,
    amount,
    share_of_payouts: amountRatioText({ part: amount, whole: total }),
  }));
  const { currency } = attributed;
  const [first] = marks;
  return {
    status: 200,
    body: { period_id, currency, holders: first?.holders ?? 0, total: first?.total ?? NOTHING, items },
  };
});
