import { releaseEarnings } from '#close/steps/release-earnings';
import { closeTask } from '#close/task-input';
import { periodRegister } from '#platform/compose/close';
import { ledger } from '#platform/compose/ledger';
import { taskHandler } from '#platform/task-handler';

const ports = { register: periodRegister(), ledger: ledger() };

export const handler = taskHandler(closeTask, ({ period_id }, { clock }) =>
  releaseEarnings({ ...ports, clock }, period_id),
);
