import { dropRecords } from '#platform/compose/drops';
import { reportLines } from '#platform/compose/report-lake';
import { reportRegister } from '#platform/compose/reports';
import { taskHandler } from '#platform/task-handler';
import { completeReport } from '#reports/steps/complete-report';
import { reportTask } from '#reports/task-input';

const ports = { lines: reportLines(), register: reportRegister(), drops: dropRecords() };

export const handler = taskHandler(reportTask, ({ report_id }, { clock }) =>
  completeReport({ ...ports, clock }, report_id),
);
