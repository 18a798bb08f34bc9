import { z } from 'zod';
import { startClose } from '#close/steps/start-close';
import { periodRegister } from '#platform/compose/close';
import { closeExecutions } from '#platform/compose/close-executions';
import { taskHandler } from '#platform/task-handler';

/** Who asks for a close that no person asked for. */
const SCHEDULE = 'monthly-close';

const register = periodRegister();
const executions = closeExecutions();

export const handler = taskHandler(z.object({ period_id: z.string() }), async ({ period_id }, { clock }) => {
  const asked = await startClose({ register, executions, clock }, { periodId: period_id, subject: SCHEDULE });
  // An answer and no fault: one month that cannot close must not ring for a country at every schedule.
  if ('kind' in asked) return { outcome: 'refused', detail: asked.detail };
  return { outcome: 'started', attempt: asked.attempt };
});
