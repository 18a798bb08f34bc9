import { approvePeriod as route } from '#close/api';
import { periodBodyOf } from '#close/period-view';
import { approvePeriod } from '#close/steps/approve-period';
import { recordOf } from '#close/steps/read-periods';
import { periodRegister } from '#platform/compose/close';
import { closeExecutions } from '#platform/compose/close-executions';
import { httpHandler } from '#platform/http/http-handler';

const ports = { register: periodRegister(), executions: closeExecutions() };

export const handler = httpHandler(route, async ({ params, body, caller, clock }) => {
  const approved = await approvePeriod(
    { ...ports, clock },
    { periodId: params.id, digest: body.digest, subject: caller.subject },
  );
  if ('kind' in approved) return approved;
  return { status: 202, body: periodBodyOf(await recordOf(ports.register, approved)) };
});
