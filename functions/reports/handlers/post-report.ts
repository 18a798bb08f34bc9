import { ledger } from '#platform/compose/ledger';
import { reportLines } from '#platform/compose/report-lake';
import { reportRegister } from '#platform/compose/reports';
import { taskHandler } from '#platform/task-handler';
import { postReport } from '#reports/steps/post-report';
import { reportTask } from '#reports/task-input';

const ports = { lines: reportLines(), ledger: ledger(), register: reportRegister() };

export const handler = taskHandler(reportTask, ({ report_id }, { clock }) =>
  postReport({ ...ports, clock }, report_id),
);
