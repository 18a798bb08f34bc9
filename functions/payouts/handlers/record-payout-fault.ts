import { z } from 'zod';
import { recordPayoutFault } from '#payouts/steps/record-payout-fault';
import { payoutTask } from '#payouts/task-input';
import { payoutRegister } from '#platform/compose/payouts';
import { taskHandler } from '#platform/task-handler';

const register = payoutRegister();
const input = payoutTask.extend({ error: z.object({ Error: z.string().optional(), Cause: z.string().optional() }) });

export const handler = taskHandler(input, ({ payout_run_id, error }, { clock }) =>
  recordPayoutFault({ register, clock }, { runId: payout_run_id, fault: error.Error ?? 'States.Unknown' }),
);
