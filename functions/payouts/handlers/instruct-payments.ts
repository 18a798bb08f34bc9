import { instructPayments } from '#payouts/steps/instruct-payments';
import { pagedPayoutTask, TASK_PAGE } from '#payouts/task-input';
import { ledger } from '#platform/compose/ledger';
import { payoutRegister } from '#platform/compose/payouts';
import { taskHandler } from '#platform/task-handler';

const ports = { register: payoutRegister(), ledger: ledger() };

export const handler = taskHandler(pagedPayoutTask, async ({ payout_run_id, after }, { clock }) => {
  const page = { runId: payout_run_id, after: after ?? undefined, limit: TASK_PAGE };
  const { nextAfter } = await instructPayments({ ...ports, clock }, page);
  return { next_after: nextAfter ?? null };
});
