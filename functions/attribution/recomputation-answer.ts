import type { ClosedPeriod } from '#attribution/ports';
import { type Problem, problem } from '#kernel/api/problem';

/** The refusal where a period is not frozen; `undefined` where it is. */
export function notFrozenProblem(periodId: string, found: ClosedPeriod | { readonly state: string } | undefined) {
  return found !== undefined && 'inputManifestHash' in found ? undefined : notFrozen(periodId, found?.state);
}

/** The refusal of a period in that state, or of one that nobody knows. */
export function notFrozen(periodId: string, state: string | undefined): Problem {
  if (state === undefined) return problem(404, 'period-not-found', `No period ${periodId}; GET /v1/periods lists them`);
  return problem(409, 'period-not-frozen', `${periodId} is ${state}; only a FROZEN or PAID period has sealed inputs`);
}

/** Says that a recomputation goes on, and where to ask for its answer. */
export function stillRunning(periodId: string, location: string) {
  return { status: 202, body: { period_id: periodId, status: 'running', location } } as const;
}
