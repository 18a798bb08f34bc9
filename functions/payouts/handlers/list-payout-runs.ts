import { listPayoutRuns } from '#payouts/api';
import { runSummaryOf } from '#payouts/views';
import { payoutRegister } from '#platform/compose/payouts';
import { httpHandler } from '#platform/http/http-handler';

const register = payoutRegister();

export const handler = httpHandler(listPayoutRuns, async ({ query: { limit }, page }) => {
  const { items, nextAfter } = await register.listRuns({ limit, after: page.after });
  return { status: 200, body: { items: items.map(runSummaryOf), next_cursor: page.nextCursor(nextAfter) } };
});
