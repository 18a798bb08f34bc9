import { tracePayments } from '#payouts/steps/trace-payments';
import { pagedPayoutTask, TASK_PAGE } from '#payouts/task-input';
import { payableHistory, payoutRegister } from '#platform/compose/payouts';
import { taskHandler } from '#platform/task-handler';

const ports = { register: payoutRegister(), history: payableHistory() };

export const handler = taskHandler(pagedPayoutTask, async ({ payout_run_id, after }) => {
  const page = { runId: payout_run_id, after: after ?? undefined, limit: TASK_PAGE };
  const { nextAfter } = await tracePayments(ports, page);
  return { next_after: nextAfter ?? null };
});
