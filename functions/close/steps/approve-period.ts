import { isApproved } from '#close/approval';
import type { Period } from '#close/period';
import type { CloseExecutions } from '#close/ports';
import { type ChangePorts, nextRevision } from '#close/steps/change-period';
import { type Problem, problem } from '#kernel/api/problem';
import { PERIOD_ID_SHAPE } from '#kernel/market/country-period';

export interface ApprovePeriodPorts extends ChangePorts {
  readonly executions: Pick<CloseExecutions, 'wake'>;
}

export interface ApprovalRequest {
  readonly periodId: string;
  readonly digest: string;
  readonly subject: string;
}

/**
 * Stores a second person's approval of exactly what the digest names, and wakes the close, which looks at the stored fact itself.
 * Answers the period, or the refusal; repeating an approval answers the period.
 */
export async function approvePeriod(ports: ApprovePeriodPorts, request: ApprovalRequest): Promise<Period | Problem> {
  const { periodId, digest, subject } = request;
  for (;;) {
    const period = await ports.register.find(periodId);
    if (period === undefined) return periodNotFound(periodId);
    const refusal = refusalOf(period, request);
    if (refusal !== undefined) return refusal;
    if (isApproved(period)) return period;
    const approval = { digest, approvedBy: subject, approvedAt: ports.clock.now() };
    const approved = nextRevision(period, { approval }, ports.clock);
    const note = `Approved ${digest}`;
    const saved = await ports.register.save(approved, {
      step: 'Approved',
      at: approved.updatedAt,
      note,
      actor: subject,
    });
    if (saved === 'stale') continue;
    if (approved.taskToken !== undefined) await ports.executions.wake(approved.taskToken);
    return approved;
  }
}

function refusalOf(period: Period, { digest, subject }: ApprovalRequest): Problem | undefined {
  const { periodId, state, posting, askedBy } = period;
  if (posting?.provenAt === undefined)
    return problem(
      409,
      'nothing-to-approve',
      `${periodId} is ${state} and has posted nothing yet that could be approved.`,
    );
  if (askedBy.includes(subject))
    return problem(403, 'second-person-needed', 'Whoever asked for a close may not approve it; ask another approver.');
  if (digest !== posting.digest)
    return problem(
      409,
      'digest-differs',
      `${periodId} stands at digest ${posting.digest}; look at it again, then approve that.`,
    );
  return undefined;
}

/** The answer for a period that nobody knows. */
export function periodNotFound(periodId: string): Problem {
  return problem(
    404,
    'period-not-found',
    `No period ${periodId}; an id is ${PERIOD_ID_SHAPE}, and GET /v1/periods lists them.`,
  );
}
