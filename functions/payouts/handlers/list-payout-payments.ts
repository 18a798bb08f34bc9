import { listPayoutPayments } from '#payouts/api';
import { findRun } from '#payouts/steps/read-payout-runs';
import { paymentBodyOf } from '#payouts/views';
import { payoutRegister } from '#platform/compose/payouts';
import { httpHandler } from '#platform/http/http-handler';

const register = payoutRegister();

export const handler = httpHandler(listPayoutPayments, async ({ params, query: { limit }, page }) => {
  const run = await findRun(register, params.id);
  if ('kind' in run) return run;
  const { items, nextAfter } = await register.payments(run.runId, { limit, after: page.after });
  return { status: 200, body: { items: items.map(paymentBodyOf), next_cursor: page.nextCursor(nextAfter) } };
});
