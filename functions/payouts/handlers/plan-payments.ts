import { COOLING_OFF_DAYS } from '#holders/payout-safeguards';
import { planPayments } from '#payouts/steps/plan-payments';
import { pagedPayoutTask, TASK_PAGE } from '#payouts/task-input';
import { planningPorts } from '#platform/compose/payouts';
import { taskHandler } from '#platform/task-handler';

const ports = { ...planningPorts(), coolingOffDays: COOLING_OFF_DAYS };

export const handler = taskHandler(pagedPayoutTask, async ({ payout_run_id, after }, { clock }) => {
  const page = { runId: payout_run_id, after: after ?? undefined, limit: TASK_PAGE };
  const { nextAfter } = await planPayments({ ...ports, clock }, page);
  return { next_after: nextAfter ?? null };
});
