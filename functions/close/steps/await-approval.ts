import { isApproved } from '#close/approval';
import type { CloseExecutions } from '#close/ports';
import { type ChangePorts, changePeriod } from '#close/steps/change-period';

export interface AwaitApprovalPorts extends ChangePorts {
  readonly executions: Pick<CloseExecutions, 'wake'>;
}

/**
 * Waits for a second person. The token is stored under the lock that an approval takes too, and the record that then stands says
 * whether the approval was there first: so no wake-up is lost, and a needless one changes nothing. A repetition is a reminder.
 */
export async function awaitApproval(
  ports: AwaitApprovalPorts,
  { periodId, taskToken }: { readonly periodId: string; readonly taskToken: string },
): Promise<{ readonly outcome: 'approved' | 'waiting' }> {
  const since = ports.clock.now();
  const period = await changePeriod(ports, {
    periodId,
    change: (current) => {
      if (current.state === 'PAID' || isApproved(current)) return undefined;
      const detail = `An approver who did not ask for the close approves digest ${current.posting?.digest}`;
      const waited = current.waitingFor?.for === 'approval' ? current.waitingFor.since : since;
      return { taskToken, waitingFor: { for: 'approval', detail, since: waited } };
    },
    event: { step: 'AwaitApproval', note: 'Waits for a second person' },
  });
  if (period.state !== 'PAID' && !isApproved(period)) return { outcome: 'waiting' };
  await ports.executions.wake(taskToken);
  return { outcome: 'approved' };
}
