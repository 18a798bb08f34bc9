import { isApproved } from '#close/approval';
import type { Period } from '#close/period';
import { distributionId } from '#close/postings';
import { type ChangePorts, changePeriod, requirePeriod } from '#close/steps/change-period';
import type { Ledger } from '#ledger/ports';
import { requirePosted } from '#ledger/require-posted';

export interface ReleaseEarningsPorts extends ChangePorts {
  readonly ledger: Pick<Ledger, 'release' | 'transaction'>;
}

/**
 * FROZEN → PAID: what was posted becomes available, and payout runs may pay it (R32, R33). It looks at the stored approval; waking the
 * state machine proves nothing. The ledger goes first: a period that says PAID has released all of its earnings. Safe to repeat.
 */
export async function releaseEarnings(ports: ReleaseEarningsPorts, periodId: string) {
  const stored = await requirePeriod(ports.register, periodId);
  if (stored.state === 'PAID') return { outcome: 'released' as const };
  if (!isApproved(stored)) return { outcome: 'unapproved' as const };
  await release(ports, stored);
  const paidAt = ports.clock.now();
  await changePeriod(ports, {
    periodId,
    change: (current) =>
      current.state === 'PAID' ? undefined : { state: 'PAID', paidAt, waitingFor: undefined, taskToken: undefined },
    event: { step: 'ReleaseEarnings', note: 'FROZEN → PAID: payout runs may pay what is payable' },
  });
  return { outcome: 'released' as const };
}

/** An approval is stored once and never taken back, so what was read before the release still holds after it. */
async function release({ ledger }: ReleaseEarningsPorts, { periodId, approval }: Period): Promise<void> {
  const id = distributionId(periodId);
  // A pool of nothing distributes nothing; ProveLedger found its clearing account at zero all the same.
  if ((await ledger.transaction(id)) === undefined) return;
  const actor = { subject: approval?.approvedBy ?? 'close-period' };
  requirePosted(id, await ledger.release(id, { actor, reason: `Approved ${approval?.digest}` }));
}
