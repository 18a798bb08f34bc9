import { reportLines, trackMatches } from '#platform/compose/report-lake';
import { batchRegister, reportRegister } from '#platform/compose/reports';
import { taskHandler } from '#platform/task-handler';
import { groupBatches } from '#reports/steps/group-batches';
import { reportTask } from '#reports/task-input';

const ports = {
  matches: trackMatches(),
  lines: reportLines(),
  batches: batchRegister(),
  register: reportRegister(),
};

export const handler = taskHandler(reportTask, ({ report_id }, { clock }) =>
  groupBatches({ ...ports, clock }, report_id),
);
