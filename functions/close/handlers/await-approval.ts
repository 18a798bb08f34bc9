import { awaitApproval } from '#close/steps/await-approval';
import { waitingCloseTask } from '#close/task-input';
import { periodRegister } from '#platform/compose/close';
import { closeExecutions } from '#platform/compose/close-executions';
import { taskHandler } from '#platform/task-handler';

const ports = { register: periodRegister(), executions: closeExecutions() };

export const handler = taskHandler(waitingCloseTask, ({ period_id, task_token }, { clock }) =>
  awaitApproval({ ...ports, clock }, { periodId: period_id, taskToken: task_token }),
);
