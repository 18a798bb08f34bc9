import { setHold as route } from '#payouts/api';
import { setHold } from '#payouts/steps/set-hold';
import { holderDirectory } from '#platform/compose/holders';
import { holdRegister } from '#platform/compose/payouts';
import { httpHandler } from '#platform/http/http-handler';

const ports = { holds: holdRegister(), directory: holderDirectory() };

export const handler = httpHandler(route, async ({ params, body, caller, clock }) => {
  const hold = await setHold({ ...ports, clock }, { holderId: params.id, ...body, subject: caller.subject });
  if ('kind' in hold) return hold;
  const { holderId, ...same } = hold;
  return { status: 200, body: { holder_id: holderId, ...same } };
});
