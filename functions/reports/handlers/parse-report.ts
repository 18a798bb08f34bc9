import { reportRows } from '#platform/compose/report-lake';
import { errorLog, mappingStore, reportFiles, reportOpener, reportRegister } from '#platform/compose/reports';
import { taskHandler } from '#platform/task-handler';
import { parseReport } from '#reports/steps/parse-report';
import { reportTask } from '#reports/task-input';

const ports = {
  files: reportFiles(),
  opener: reportOpener(),
  mappings: mappingStore(),
  rows: reportRows(),
  register: reportRegister(),
  errorLog: errorLog(),
};

export const handler = taskHandler(reportTask, ({ report_id }, { clock }) =>
  parseReport({ ...ports, clock }, report_id),
);
