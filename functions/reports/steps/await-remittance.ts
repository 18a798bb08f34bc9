import type { Clock } from '#kernel/time/clock';
import type { Waiters } from '#reports/ports';
import { isFailing, isFinal, type Report } from '#reports/report';
import { changeReport } from '#reports/steps/change-report';
import { checkReadiness, type ReadinessPorts } from '#reports/steps/readiness-facts';

export interface AwaitRemittancePorts extends ReadinessPorts {
  readonly waiters: Waiters;
  readonly clock: Clock;
}

/**
 * Stores the token of the waiting state machine, and only then looks at the facts: whoever states a fact afterwards
 * finds the token, whoever stated it before is seen here. So no wake-up is lost, and a needless one changes nothing.
 */
export async function awaitRemittance(
  ports: AwaitRemittancePorts,
  { reportId, taskToken }: { readonly reportId: string; readonly taskToken: string },
): Promise<void> {
  const report = await changeReport(ports, {
    reportId,
    change: (current) => (isOver(current) ? undefined : { taskToken }),
  });
  const readiness = isOver(report) ? ENDED : await checkReadiness(ports, report);
  if (readiness.kind !== 'waiting') {
    await ports.waiters.wake(taskToken);
    return;
  }
  const { waitingFor } = readiness;
  const waiting = await changeReport(ports, {
    reportId,
    change: (current) =>
      current.revision === report.revision ? { status: 'awaiting_remittance', waitingFor } : undefined,
    event: { step: 'AwaitRemittance', note: `Waits for ${waitingFor.kind}` },
  });
  // Somebody stated a fact in between; the token stands, so the waiter looks again.
  if (waiting.waitingFor !== waitingFor) await ports.waiters.wake(taskToken);
}

const ENDED = { kind: 'ended' } as const;

/** Nothing is waited for any more: not by a report that is final, nor by one that is failing or was abandoned. */
function isOver(report: Report): boolean {
  return isFinal(report.status) || isFailing(report);
}
