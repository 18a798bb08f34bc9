import { adjustmentBodyOf } from '#close/adjustment-body';
import { prepareAdjustment as route } from '#close/api';
import { prepareAdjustment } from '#close/steps/prepare-adjustment';
import { adjustmentRegister, periodRegister } from '#platform/compose/close';
import { httpHandler } from '#platform/http/http-handler';

const ports = { register: periodRegister(), adjustments: adjustmentRegister() };

export const handler = httpHandler(route, async ({ params, body, caller, clock, intentId }) => {
  const prepared = await prepareAdjustment(
    { ...ports, clock },
    { ...body, adjustmentId: `adj_${intentId}`, periodId: params.id, preparedBy: caller.subject },
  );
  if (prepared.kind === 'problem') return prepared;
  return { status: 201, body: adjustmentBodyOf(prepared) };
});
