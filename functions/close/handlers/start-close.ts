import { z } from 'zod';
import { startClose } from '#close/steps/start-close';
import { RoyaltyError } from '#kernel/errors';
import { periodRegister } from '#platform/compose/close';
import { closeExecutions } from '#platform/compose/close-executions';
import { taskHandler } from '#platform/task-handler';

/** Who asks for a close that no person asked for. */
const SCHEDULE = 'monthly-close';

/** The close of a period cannot be asked for; the message says why. */
export class CloseRefused extends RoyaltyError {
  override readonly name = 'CloseRefused';
}

const register = periodRegister();
const executions = closeExecutions();

export const handler = taskHandler(z.object({ period_id: z.string() }), async ({ period_id }, { clock }) => {
  const asked = await startClose({ register, executions, clock }, { periodId: period_id, subject: SCHEDULE });
  if ('kind' in asked) throw new CloseRefused(asked.detail);
  return { outcome: 'started', attempt: asked.attempt };
});
