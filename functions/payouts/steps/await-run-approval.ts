import type { PayoutBell, PayoutExecutions } from '#payouts/ports';
import { isExpired } from '#payouts/run';
import { changeRun, type RunPorts, requireRun } from '#payouts/steps/change-run';

export interface AwaitRunApprovalPorts extends RunPorts {
  readonly executions: Pick<PayoutExecutions, 'wake'>;
}

/**
 * Waits for the approvers. The token is stored under the lock that an approval takes too, and the record that then stands says whether the
 * last approval was there first: so no wake-up is lost, and a needless one changes nothing.
 */
export async function awaitRunApproval(
  ports: AwaitRunApprovalPorts,
  { runId, taskToken }: { readonly runId: string; readonly taskToken: string },
): Promise<{ readonly outcome: 'waiting' | 'ready' }> {
  const now = ports.clock.now();
  const run = await changeRun(ports, {
    runId,
    change: (current) =>
      current.state === 'awaiting_approval' && !isExpired(current, now) ? { taskToken } : undefined,
  });
  if (run.state === 'awaiting_approval' && !isExpired(run, now)) return { outcome: 'waiting' };
  await ports.executions.wake(taskToken);
  return { outcome: 'ready' };
}

/** Tells again, a day later, that somebody has to approve. */
export async function remindApprovers(
  { bell, ...ports }: RunPorts & { readonly bell: PayoutBell },
  runId: string,
): Promise<{ readonly outcome: 'reminded' | 'ready' }> {
  const run = await requireRun(ports.register, runId);
  if (run.state !== 'awaiting_approval' || isExpired(run, ports.clock.now())) return { outcome: 'ready' };
  await bell.ring({
    type: 'Payout Run Awaits Approval',
    detail: { payout_run_id: runId, digest: run.digest ?? '', expires_at: run.expiresAt ?? '' },
  });
  await changeRun(ports, {
    runId,
    change: (current) => (current.state === 'awaiting_approval' ? {} : undefined),
    event: { step: 'RemindApprovers', note: `Still waits for ${run.approversNeeded - run.approvals.length} more` },
  });
  return { outcome: 'reminded' };
}
