import { getSkipRate } from '#analytics/api';
import { ratioText } from '#analytics/ratio';
import { sealedRuns } from '#analytics/steps/sealed-runs';
import { analyticsLake, analyticsPorts } from '#platform/compose/analytics';
import { httpHandler } from '#platform/http/http-handler';

const lake = analyticsLake();
const ports = analyticsPorts();

export const handler = httpHandler(getSkipRate, async ({ query: { period_id, month }, clock }) => {
  const seals = await sealedRuns({ periodId: period_id, month, now: clock.now() }, ports);
  const surfaces = await lake.skips(seals);
  const whole = surfaces.reduce((sum, { plays }) => sum + plays, 0n);
  const part = surfaces.reduce((sum, { skips }) => sum + skips, 0n);
  const items = surfaces.map(({ surface, plays, skips }) => ({
    surface,
    plays: Number(plays),
    skips: Number(skips),
    skip_rate: ratioText({ part: skips, whole: plays }),
  }));
  const total = { plays: Number(whole), skips: Number(part), skip_rate: ratioText({ part, whole }) };
  return { status: 200, body: { period_ids: seals.map(({ periodId }) => periodId), ...total, items } };
});
