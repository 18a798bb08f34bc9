import { getTrackEarnings } from '#analytics/api';
import { sumText } from '#analytics/ratio';
import { notProven, unknownPeriod } from '#analytics/refusals';
import { attributedRun } from '#analytics/steps/attributed-run';
import { analyticsLake, analyticsPorts } from '#platform/compose/analytics';
import { httpHandler } from '#platform/http/http-handler';

const LINE_SCALE = 20;

const lake = analyticsLake();
const { register } = analyticsPorts();

export const handler = httpHandler(getTrackEarnings, async ({ params: { track_id }, query: { period_id } }) => {
  const period = await register.find(period_id);
  if (period === undefined) return unknownPeriod(period_id);
  const attributed = attributedRun(period);
  if (attributed.kind === 'not-proven') return notProven(period_id, attributed.state);
  const earnings =
    attributed.kind === 'attributed' ? await lake.trackEarnings({ ...attributed.lines, trackId: track_id }) : [];
  const items = earnings.map(
    ({ rightsType, rightsHolderId, snapshotShare, plays, firstPlayedAt, lastPlayedAt, amount }) => ({
      rights_type: rightsType,
      rights_holder_id: rightsHolderId,
      snapshot_share: snapshotShare,
      plays: Number(plays),
      first_played_at: firstPlayedAt,
      last_played_at: lastPlayedAt,
      amount,
    }),
  );
  const total = sumText(
    items.map(({ amount }) => amount),
    LINE_SCALE,
  );
  return { status: 200, body: { track_id, period_id, currency: attributed.currency, total, items } };
});
