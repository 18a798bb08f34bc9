import { type Problem, problem } from '#kernel/api/problem';
import { instantOf, millisecondsOf } from '#kernel/time/clock';
import { runIdFor } from '#payouts/payment';
import { reservationDays } from '#payouts/payout-terms';
import type { PayoutExecutions } from '#payouts/ports';
import type { PayoutRun } from '#payouts/run';
import { nextRevision, type RunPorts, runNotFound } from '#payouts/steps/change-run';

export interface StartRunPorts extends RunPorts {
  readonly executions: Pick<PayoutExecutions, 'start'>;
}

const DAY_MILLISECONDS = 86_400_000;

/** Starts a run, once however often the same request comes; banks are asked to pay on its execution date, by default the next day. */
export async function startPayoutRun(
  ports: StartRunPorts,
  request: { readonly intentId: string; readonly subject: string; readonly executionDate?: string | undefined },
): Promise<PayoutRun | Problem> {
  const { register, clock, executions } = ports;
  const now = clock.now();
  const executionDate = request.executionDate ?? instantOf(millisecondsOf(now) + DAY_MILLISECONDS).slice(0, 10);
  if (executionDate < now.slice(0, 10))
    return problem(422, 'execution-date-past', `${executionDate} is over; banks pay today at the earliest.`);
  const runId = runIdFor(request.intentId);
  const run: PayoutRun = {
    runId,
    state: 'planning',
    preparedBy: [request.subject],
    executionDate,
    attempt: 1,
    totals: [],
    carriedCount: 0,
    approversNeeded: 1,
    approvals: [],
    reservedUntil: instantOf(millisecondsOf(now) + reservationDays * DAY_MILLISECONDS),
    files: [],
    createdAt: now,
    updatedAt: now,
    revision: 1,
  };
  const created = await register.createRun(run, { step: 'Asked', at: now, note: 'Asked for', actor: request.subject });
  const standing = created === 'created' ? run : ((await register.findRun(runId)) ?? run);
  await executions.start({ runId, attempt: standing.attempt });
  return standing;
}

/** Sets a run going again that a fault stopped; it goes on from what is stored. Whoever does so may not approve it. */
export async function resumePayoutRun(
  ports: StartRunPorts,
  { runId, subject }: { readonly runId: string; readonly subject: string },
): Promise<PayoutRun | Problem> {
  for (;;) {
    const run = await ports.register.findRun(runId);
    if (run === undefined) return runNotFound(runId);
    if (run.fault === undefined)
      return problem(409, 'nothing-to-resume', `${runId} is ${run.state}; no fault stopped it.`);
    // An approver who resumes would have to be replaced; their word counted before they prepared anything.
    if (run.approvals.some(({ approvedBy }) => approvedBy === subject))
      return problem(
        403,
        'second-person-needed',
        `Whoever approved ${runId} may not set it going; ask another operator.`,
      );
    const preparedBy = [...new Set([...run.preparedBy, subject])];
    const next = nextRevision(run, { attempt: run.attempt + 1, fault: undefined, preparedBy }, ports.clock);
    const event = { step: 'Resumed', at: next.updatedAt, note: `Attempt ${next.attempt}`, actor: subject };
    if ((await ports.register.saveRun(next, event)) === 'stale') continue;
    await ports.executions.start({ runId, attempt: next.attempt });
    return next;
  }
}
