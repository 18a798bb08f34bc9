import { ensureOpen } from '#close/steps/ensure-open';
import { closeTask } from '#close/task-input';
import { periodRegister } from '#platform/compose/close';
import { taskHandler } from '#platform/task-handler';

const register = periodRegister();

export const handler = taskHandler(closeTask, ({ period_id }, { clock }) => ensureOpen({ register, clock }, period_id));
