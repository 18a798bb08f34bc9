import { mappingStore, reportRegister, waiters } from '#platform/compose/reports';
import { taskHandler } from '#platform/task-handler';
import { awaitRemittance } from '#reports/steps/await-remittance';
import { waitingTask } from '#reports/task-input';

const ports = { mappings: mappingStore(), register: reportRegister(), waiters: waiters() };

export const handler = taskHandler(waitingTask, ({ report_id, task_token }, { clock }) =>
  awaitRemittance({ ...ports, clock }, { reportId: report_id, taskToken: task_token }),
);
