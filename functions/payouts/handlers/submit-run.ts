import { submitRun } from '#payouts/steps/submit-run';
import { payoutTask } from '#payouts/task-input';
import { payoutBell, payoutRegister } from '#platform/compose/payouts';
import { taskHandler } from '#platform/task-handler';

const ports = { register: payoutRegister(), bell: payoutBell() };

export const handler = taskHandler(payoutTask, ({ payout_run_id }, { clock }) =>
  submitRun({ ...ports, clock }, payout_run_id),
);
