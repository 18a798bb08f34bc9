import { listCarriedBalances } from '#payouts/api';
import { carriedBodyOf } from '#payouts/carried-body';
import { findRun } from '#payouts/steps/read-payout-runs';
import { payoutRegister } from '#platform/compose/payouts';
import { httpHandler } from '#platform/http/http-handler';

const register = payoutRegister();

export const handler = httpHandler(listCarriedBalances, async ({ params, query: { limit }, page }) => {
  const run = await findRun(register, params.id);
  if ('kind' in run) return run;
  const { items, nextAfter } = await register.carried(run.runId, { limit, after: page.after });
  return { status: 200, body: { items: items.map(carriedBodyOf), next_cursor: page.nextCursor(nextAfter) } };
});
