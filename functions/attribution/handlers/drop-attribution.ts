import { dropAttribution } from '#attribution/steps/drop-attribution';
import { runTask } from '#attribution/task-input';
import { attributionLake } from '#platform/compose/attribution';
import { taskHandler } from '#platform/task-handler';

const ports = { lake: attributionLake() };

export const handler = taskHandler(runTask, ({ period_id, run }) =>
  dropAttribution({ periodId: period_id, run }, ports),
);
