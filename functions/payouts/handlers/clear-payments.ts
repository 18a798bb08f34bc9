import { COOLING_OFF_DAYS } from '#holders/payout-safeguards';
import { clearPayments } from '#payouts/steps/clear-payments';
import { pagedPayoutTask, TASK_PAGE } from '#payouts/task-input';
import { clearingPorts } from '#platform/compose/payouts';
import { taskHandler } from '#platform/task-handler';

const ports = { ...clearingPorts(), coolingOffDays: COOLING_OFF_DAYS };

export const handler = taskHandler(pagedPayoutTask, async ({ payout_run_id, after }, { clock }) => {
  const page = { runId: payout_run_id, after: after ?? undefined, limit: TASK_PAGE };
  const { outcome, nextAfter } = await clearPayments({ ...ports, clock }, page);
  return { outcome, next_after: nextAfter ?? null };
});
