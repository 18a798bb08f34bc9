import type { ClosedPeriod } from '#attribution/ports';
import { problem } from '#kernel/api/problem';

/** The refusal where a period is not frozen; `undefined` where it is. */
export function notFrozenProblem(periodId: string, found: ClosedPeriod | { readonly state: string } | undefined) {
  if (found === undefined) return problem(404, 'period-not-found', `No period ${periodId}; GET /v1/periods lists them`);
  if ('inputManifestHash' in found) return undefined;
  return problem(
    409,
    'period-not-frozen',
    `${periodId} is ${found.state}; only a FROZEN or PAID period has sealed inputs`,
  );
}

/** Says that a recomputation goes on, and where to ask for its answer. */
export function stillRunning(periodId: string, location: string) {
  return { status: 202, body: { period_id: periodId, status: 'running', location } } as const;
}
