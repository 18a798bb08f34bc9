import { reportLines } from '#platform/compose/report-lake';
import { mappingStore, reportRegister } from '#platform/compose/reports';
import { taskHandler } from '#platform/task-handler';
import { convertReport } from '#reports/steps/convert-report';
import { reportTask } from '#reports/task-input';

const ports = { mappings: mappingStore(), register: reportRegister(), lines: reportLines() };

export const handler = taskHandler(reportTask, ({ report_id }, { clock }) =>
  convertReport({ ...ports, clock }, report_id),
);
