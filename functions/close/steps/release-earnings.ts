import { isApproved } from '#close/approval';
import { type ChangePorts, changePeriod } from '#close/steps/change-period';

/**
 * FROZEN → PAID: every holder's earnings are posted, approved and released to payout runs (R33). It looks at the stored approval;
 * waking the state machine proves nothing. Safe to repeat.
 */
export async function releaseEarnings(ports: ChangePorts, periodId: string) {
  const paidAt = ports.clock.now();
  const period = await changePeriod(ports, {
    periodId,
    change: (current) =>
      current.state === 'PAID' || !isApproved(current)
        ? undefined
        : { state: 'PAID', paidAt, waitingFor: undefined, taskToken: undefined },
    event: { step: 'ReleaseEarnings', note: 'FROZEN → PAID: payout runs may pay what is payable' },
  });
  return { outcome: period.state === 'PAID' ? ('released' as const) : ('unapproved' as const) };
}
