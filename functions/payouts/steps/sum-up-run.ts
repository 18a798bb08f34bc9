import { instantOf, millisecondsOf } from '#kernel/time/clock';
import { stateOf } from '#payouts/payment';
import { approvalDays, secondApproverAbove } from '#payouts/payout-terms';
import type { PayoutBell } from '#payouts/ports';
import { runSummary } from '#payouts/run-summary';
import { changeRun, type RunPorts, requireRun } from '#payouts/steps/change-run';
import { eachPayment } from '#payouts/steps/each-payment';

export interface SumUpRunPorts extends RunPorts {
  readonly bell: PayoutBell;
}

const DAY_MILLISECONDS = 86_400_000;

/**
 * planning → awaiting_approval, with the totals, the digest over everything that is reserved, and how many people have to approve it; or
 * → empty, when nobody is paid. Safe to repeat: what stands after the first time is the answer.
 */
export async function sumUpRun(
  { bell, ...ports }: SumUpRunPorts,
  runId: string,
): Promise<{ readonly outcome: 'awaiting_approval' | 'empty' }> {
  const standing = await requireRun(ports.register, runId);
  if (standing.state !== 'planning') return { outcome: standing.state === 'empty' ? 'empty' : 'awaiting_approval' };
  const summary = runSummary(runId);
  for await (const record of eachPayment(ports.register, runId))
    if (stateOf(record) === 'reserved') summary.add(record.payment);
  const totals = summary.totals();
  const isLarge = [...summary.netOf()].some(([currency, net]) => net > secondApproverAbove(currency));
  const carriedCount = await countCarried(ports, runId);
  const state = totals.length === 0 ? 'empty' : 'awaiting_approval';
  const expiresAt = instantOf(millisecondsOf(ports.clock.now()) + approvalDays * DAY_MILLISECONDS);
  const run = await changeRun(ports, {
    runId,
    change: (current) =>
      current.state === 'planning'
        ? {
            state,
            totals,
            carriedCount,
            ...(state === 'awaiting_approval' && {
              digest: summary.digest(),
              approversNeeded: isLarge ? 2 : 1,
              expiresAt,
            }),
          }
        : undefined,
    event: {
      step: 'SumUpRun',
      note: state === 'empty' ? 'Nobody is paid' : 'Everything is reserved; waits for approval',
    },
  });
  if (run.state === 'awaiting_approval')
    await bell.ring({
      type: 'Payout Run Awaits Approval',
      detail: { payout_run_id: runId, digest: run.digest ?? '', approvers_needed: String(run.approversNeeded) },
    });
  return { outcome: run.state === 'empty' ? 'empty' : 'awaiting_approval' };
}

async function countCarried({ register }: RunPorts, runId: string): Promise<number> {
  let count = 0;
  let after: string | undefined;
  do {
    const { items, nextAfter } = await register.carried(runId, { limit: 500, after });
    count += items.length;
    after = nextAfter;
  } while (after !== undefined);
  return count;
}
