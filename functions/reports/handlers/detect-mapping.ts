import { errorLog, mappingStore, reportFiles, reportOpener, reportRegister } from '#platform/compose/reports';
import { taskHandler } from '#platform/task-handler';
import { detectReportMapping } from '#reports/steps/detect-mapping';
import { reportTask } from '#reports/task-input';

const ports = {
  files: reportFiles(),
  opener: reportOpener(),
  mappings: mappingStore(),
  register: reportRegister(),
  errorLog: errorLog(),
};

export const handler = taskHandler(reportTask, ({ report_id }, { clock }) =>
  detectReportMapping({ ...ports, clock }, report_id),
);
