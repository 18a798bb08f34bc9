import { awaitPreviousPeriod } from '#close/steps/await-previous-period';
import { waitingCloseTask } from '#close/task-input';
import { periodRegister } from '#platform/compose/close';
import { closeExecutions } from '#platform/compose/close-executions';
import { revenueStore } from '#platform/compose/revenue';
import { taskHandler } from '#platform/task-handler';

const ports = { register: periodRegister(), revenue: revenueStore(), executions: closeExecutions() };

export const handler = taskHandler(waitingCloseTask, ({ period_id, task_token }, { clock }) =>
  awaitPreviousPeriod({ ...ports, clock }, { periodId: period_id, taskToken: task_token }),
);
