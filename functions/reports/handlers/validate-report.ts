import { catalogStore } from '#platform/compose/catalog';
import { holderDirectory } from '#platform/compose/holders';
import { trackMatches } from '#platform/compose/report-lake';
import { errorLog, reportRegister } from '#platform/compose/reports';
import { taskHandler } from '#platform/task-handler';
import { validateReport } from '#reports/steps/validate-report';
import { reportTask } from '#reports/task-input';

const ports = {
  catalog: catalogStore(),
  holders: holderDirectory(),
  matches: trackMatches(),
  errorLog: errorLog(),
  register: reportRegister(),
};

export const handler = taskHandler(reportTask, ({ report_id }, { clock }) =>
  validateReport({ ...ports, clock }, report_id),
);
