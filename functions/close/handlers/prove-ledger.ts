import { proveLedger } from '#close/steps/prove-ledger';
import { closeTask } from '#close/task-input';
import { periodRegister } from '#platform/compose/close';
import { closeExecutions } from '#platform/compose/close-executions';
import { ledger } from '#platform/compose/ledger';
import { taskHandler } from '#platform/task-handler';

const ports = { register: periodRegister(), ledger: ledger(), executions: closeExecutions() };

export const handler = taskHandler(closeTask, ({ period_id }, { clock }) =>
  proveLedger({ ...ports, clock }, period_id),
);
