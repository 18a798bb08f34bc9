import { releaseEarnings } from '#close/steps/release-earnings';
import { closeTask } from '#close/task-input';
import { periodRegister } from '#platform/compose/close';
import { taskHandler } from '#platform/task-handler';

const register = periodRegister();

export const handler = taskHandler(closeTask, ({ period_id }, { clock }) =>
  releaseEarnings({ register, clock }, period_id),
);
