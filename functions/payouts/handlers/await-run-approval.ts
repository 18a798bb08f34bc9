import { z } from 'zod';
import { awaitRunApproval } from '#payouts/steps/await-run-approval';
import { payoutTask } from '#payouts/task-input';
import { payoutExecutions, payoutRegister } from '#platform/compose/payouts';
import { taskHandler } from '#platform/task-handler';

const ports = { register: payoutRegister(), executions: payoutExecutions() };
const input = payoutTask.extend({ task_token: z.string() });

export const handler = taskHandler(input, ({ payout_run_id, task_token }, { clock }) =>
  awaitRunApproval({ ...ports, clock }, { runId: payout_run_id, taskToken: task_token }),
);
