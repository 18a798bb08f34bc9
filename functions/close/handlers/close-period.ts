import { closePeriod as route } from '#close/api';
import { periodBodyOf } from '#close/period-view';
import { recordOf } from '#close/steps/read-periods';
import { startClose } from '#close/steps/start-close';
import { periodRegister } from '#platform/compose/close';
import { closeExecutions } from '#platform/compose/close-executions';
import { httpHandler } from '#platform/http/http-handler';

const register = periodRegister();
const executions = closeExecutions();

export const handler = httpHandler(route, async ({ params, body, caller, clock }) => {
  const asked = await startClose(
    { register, executions, clock },
    { periodId: params.id, policy: body.policy, subject: caller.subject },
  );
  if ('kind' in asked) return asked;
  return { status: 202, body: periodBodyOf(await recordOf(register, asked)) };
});
