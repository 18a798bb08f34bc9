import { z } from 'zod';
import { recordCloseFault } from '#close/steps/record-close-fault';
import { closeTask } from '#close/task-input';
import { periodRegister } from '#platform/compose/close';
import { taskHandler } from '#platform/task-handler';

const input = closeTask.extend({ fault: z.object({ Error: z.string(), Cause: z.string().default('') }) });
const register = periodRegister();

export const handler = taskHandler(input, ({ period_id, attempt, fault }, { clock }) =>
  recordCloseFault(
    { register, clock },
    { periodId: period_id, attempt, fault: { error: fault.Error, cause: fault.Cause } },
  ),
);
