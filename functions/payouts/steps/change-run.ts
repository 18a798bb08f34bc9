import { type Problem, problem } from '#kernel/api/problem';
import { assertThat } from '#kernel/errors';
import type { Clock } from '#kernel/time/clock';
import type { PayoutRegister } from '#payouts/ports';
import { mayFollow, type PayoutRun, type RunEvent } from '#payouts/run';

export interface RunPorts {
  readonly register: PayoutRegister;
  readonly clock: Clock;
}

/** Moves a run's record forward under its lock; answers the record that stands. `change` is asked again after a lost race. */
export async function changeRun(
  { register, clock }: RunPorts,
  of: {
    readonly runId: string;
    /** `undefined` when the run is already as it should be. */
    readonly change: (run: PayoutRun) => Partial<PayoutRun> | undefined;
    readonly event?: Omit<RunEvent, 'at'>;
  },
): Promise<PayoutRun> {
  for (;;) {
    const run = await requireRun(register, of.runId);
    const changes = of.change(run);
    if (changes === undefined) return run;
    const next = nextRevision(run, changes, clock);
    const event = of.event === undefined ? undefined : { ...of.event, at: next.updatedAt };
    if ((await register.saveRun(next, event)) === 'saved') return next;
  }
}

/** The record after the changes. Asserts that the state moves forward. */
export function nextRevision(run: PayoutRun, changes: Partial<PayoutRun>, clock: Clock): PayoutRun {
  const next = { ...run, ...changes, updatedAt: clock.now(), revision: run.revision + 1 };
  assertThat(mayFollow(run.state, next.state), `${run.runId} is ${run.state}; it cannot become ${next.state}`);
  return next;
}

/** The run of an execution; asserts that it is recorded, since the request that started it wrote it first. */
export async function requireRun(register: Pick<PayoutRegister, 'findRun'>, runId: string): Promise<PayoutRun> {
  const run = await register.findRun(runId);
  assertThat(run !== undefined, `${runId} is not recorded; POST /v1/payout-runs writes it first`);
  return run;
}

/** The answer for a run that nobody knows. */
export function runNotFound(runId: string): Problem {
  return problem(404, 'payout-run-not-found', `No payout run ${runId}; GET /v1/payout-runs lists them.`);
}
