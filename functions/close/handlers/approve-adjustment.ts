import { adjustmentBodyOf } from '#close/adjustment-body';
import { approveAdjustment as route } from '#close/api';
import { approveAdjustment } from '#close/steps/approve-adjustment';
import { adjustmentRegister } from '#platform/compose/close';
import { httpHandler } from '#platform/http/http-handler';

const adjustments = adjustmentRegister();

export const handler = httpHandler(route, async ({ params, caller, clock }) => {
  const { id: periodId, adjustment_id: adjustmentId } = params;
  const approved = await approveAdjustment({ adjustments, clock }, { periodId, adjustmentId, subject: caller.subject });
  if (approved.kind === 'problem') return approved;
  return { status: 200, body: adjustmentBodyOf(approved) };
});
