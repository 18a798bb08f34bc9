import { type Problem, problem } from '#kernel/api/problem';
import type { PayoutExecutions } from '#payouts/ports';
import { isApproved, isExpired, type PayoutRun } from '#payouts/run';
import { nextRevision, type RunPorts, runNotFound } from '#payouts/steps/change-run';

export interface ApproveRunPorts extends RunPorts {
  readonly executions: Pick<PayoutExecutions, 'wake'>;
}

export interface RunApprovalRequest {
  readonly runId: string;
  readonly digest: string;
  readonly subject: string;
}

/**
 * Stores a person's approval of exactly what the digest names. With the last that is needed the run is approved in the same write, and its
 * execution is woken; waking it proves nothing. Two approvers at once both count, one after the other. Repeating one's own answers the run.
 */
export async function approvePayoutRun(
  ports: ApproveRunPorts,
  request: RunApprovalRequest,
): Promise<PayoutRun | Problem> {
  for (;;) {
    const run = await ports.register.findRun(request.runId);
    if (run === undefined) return runNotFound(request.runId);
    const isMine = run.approvals.some(
      ({ approvedBy, digest }) => approvedBy === request.subject && digest === request.digest,
    );
    if (isMine) {
      await wake(ports, run);
      return run;
    }
    const now = ports.clock.now();
    const refusal = refusalOf(run, request, isExpired(run, now));
    if (refusal !== undefined) return refusal;
    const approval = { digest: request.digest, approvedBy: request.subject, approvedAt: now };
    const approvals = [...run.approvals, approval];
    const state = isApproved({ ...run, approvals }) ? 'approved' : run.state;
    const next = nextRevision(run, { approvals, state }, ports.clock);
    const event = { step: 'Approved', at: now, note: `Approved ${request.digest}`, actor: request.subject };
    if ((await ports.register.saveRun(next, event)) === 'stale') continue;
    await wake(ports, next);
    return next;
  }
}

async function wake({ executions }: ApproveRunPorts, run: PayoutRun): Promise<void> {
  if (run.state === 'approved' && run.taskToken !== undefined) await executions.wake(run.taskToken);
}

function refusalOf(run: PayoutRun, { digest, subject }: RunApprovalRequest, isOver: boolean): Problem | undefined {
  const { runId, state, preparedBy } = run;
  if (isOver)
    return problem(
      409,
      'payout-run-expired',
      `${runId} waited for approval until ${run.expiresAt ?? ''}; its reservations are voided. Start a new run.`,
    );
  if (state !== 'awaiting_approval')
    return problem(409, 'nothing-to-approve', `${runId} is ${state}; only what awaits approval can be approved.`);
  if (preparedBy.includes(subject))
    return problem(
      403,
      'second-person-needed',
      'Whoever prepared a payout run may not approve it; ask another approver.',
    );
  if (digest !== run.digest)
    return problem(
      409,
      'digest-differs',
      `${runId} stands at digest ${run.digest}; look at it again, then approve that.`,
    );
  return undefined;
}
