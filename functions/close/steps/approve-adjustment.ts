import type { Adjustment } from '#close/adjustment';
import type { AdjustmentRegister } from '#close/adjustment-ports';
import { type Problem, problem } from '#kernel/api/problem';
import type { Clock } from '#kernel/time/clock';

export interface ApproveAdjustmentPorts {
  readonly adjustments: AdjustmentRegister;
  readonly clock: Clock;
}

/** A second person's word; the country's next period whose cutoff lies ahead takes the adjustment (R13). Repeating it answers the first. */
export async function approveAdjustment(
  { adjustments, clock }: ApproveAdjustmentPorts,
  of: { readonly periodId: string; readonly adjustmentId: string; readonly subject: string },
): Promise<Adjustment | Problem> {
  const { periodId, adjustmentId, subject } = of;
  const found = await adjustments.find(periodId, adjustmentId);
  if (found === undefined)
    return problem(404, 'adjustment-not-found', `${periodId} has no adjustment ${adjustmentId}; GET lists them.`);
  if (found.preparedBy === subject)
    return problem(403, 'second-person-needed', 'Whoever prepared an adjustment may not approve it; ask another.');
  if (found.approvedBy !== undefined) return found;
  await adjustments.approve({ ...found, approvedBy: subject, approvedAt: clock.now() });
  return (await adjustments.find(periodId, adjustmentId)) ?? found;
}
