import { getClaimedNotPaid } from '#analytics/api';
import { notSealed, unknownPeriod } from '#analytics/refusals';
import { analyticsPorts } from '#platform/compose/analytics';
import { fraudReader } from '#platform/compose/fraud';
import { httpHandler } from '#platform/http/http-handler';

const { register } = analyticsPorts();
const fraud = fraudReader();

export const handler = httpHandler(getClaimedNotPaid, async ({ params: { id }, query: { limit }, page }) => {
  const period = await register.find(id);
  if (period === undefined) return unknownPeriod(id);
  if (period.seal === undefined) return notSealed(id, period.state);
  const claimed = await fraud.claimedNotPaid(id);
  const start = Number(page.after ?? 0);
  const next = start + limit < claimed.length ? String(start + limit) : undefined;
  const items = claimed.slice(start, start + limit).map(({ trackId, claimedPlays, ...rest }) => ({
    track_id: trackId,
    claimed_plays: claimedPlays,
    ...rest,
  }));
  return { status: 200, body: { items, next_cursor: page.nextCursor(next) } };
});
