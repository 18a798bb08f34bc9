import { prove } from '#attribution/steps/prove';
import { runTask } from '#attribution/task-input';
import { attributionLake, closedPeriods, lakeDocuments } from '#platform/compose/attribution';
import { taskHandler } from '#platform/task-handler';

const ports = { closedPeriods: closedPeriods(), documents: lakeDocuments(), lake: attributionLake() };

export const handler = taskHandler(runTask, ({ period_id, run }) => prove({ periodId: period_id, run }, ports));
