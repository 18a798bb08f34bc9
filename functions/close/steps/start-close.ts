import type { Period } from '#close/period';
import { hasReached } from '#close/period-state';
import type { CloseExecutions } from '#close/ports';
import { type ChangePorts, nextRevision } from '#close/steps/change-period';
import { findOrOpen } from '#close/steps/find-or-open';
import { type Problem, problem } from '#kernel/api/problem';
import { type CountryPeriod, PERIOD_ID_SHAPE, parseCountryPeriod } from '#kernel/market/country-period';
import {
  DISTRIBUTION_POLICIES,
  type DistributionPolicy,
  parseDistributionPolicy,
} from '#kernel/market/distribution-policy';

export interface StartClosePorts extends ChangePorts {
  readonly executions: CloseExecutions;
}

export interface CloseRequest {
  readonly periodId: string;
  /** The market's own where nobody says. */
  readonly policy?: string | undefined;
  readonly subject: string;
}

/**
 * Asks for the close of a period and starts its state machine, once however often and by however many it is asked: a close
 * that runs goes on, one that stopped gets a next attempt. Answers the period, or the refusal.
 */
export async function startClose(ports: StartClosePorts, request: CloseRequest): Promise<Period | Problem> {
  const countryPeriod = parseCountryPeriod(request.periodId);
  if (countryPeriod === undefined) {
    return problem(422, 'period-unknown', `"${request.periodId}" is no period; it must be ${PERIOD_ID_SHAPE}.`);
  }
  const wanted = request.policy === undefined ? undefined : parseDistributionPolicy(request.policy);
  if (request.policy !== undefined && wanted === undefined) return unknownPolicy(request.policy);
  const refusal = await refusalOf(ports, countryPeriod);
  if (refusal !== undefined) return refusal;

  for (;;) {
    const period = await findOrOpen(ports, countryPeriod);
    const policy = wanted ?? period.policy;
    if (hasReached(period.state, 'CUTOFF') && policy !== period.policy) return otherPolicy(period, policy);
    const asked = await ask(ports, period, { policy, subject: request.subject });
    if (asked !== 'stale') return asked;
  }
}

/** A period that has not ended cannot close, nor one whose country froze a later one: carry goes forward only (R13). */
async function refusalOf({ register, clock }: StartClosePorts, wanted: CountryPeriod): Promise<Problem | undefined> {
  const { periodId, periodEnd, country } = wanted;
  if (clock.now() < periodEnd) {
    return problem(
      409,
      'period-not-over',
      `${periodId} ends at ${periodEnd}; its close can be asked for from then on.`,
    );
  }
  const periods = await register.ofCountry(country);
  const own = periods.find((period) => period.periodId === periodId);
  const later = periods.find((period) => period.periodId > periodId && hasReached(period.state, 'FROZEN'));
  if (later === undefined || (own !== undefined && hasReached(own.state, 'FROZEN'))) return undefined;
  return problem(
    409,
    'later-period-frozen',
    `${later.periodId} is ${later.state}; the periods of a country freeze in order (R13), so ${periodId} can no longer close.`,
  );
}

async function ask(
  ports: StartClosePorts,
  period: Period,
  { policy, subject }: { readonly policy: DistributionPolicy; readonly subject: string },
): Promise<Period | 'stale'> {
  const { register, executions, clock } = ports;
  const { periodId, attempt } = period;
  const isGoing = period.state === 'PAID' || (await isUnderWay(executions, period));
  const askedBy = period.askedBy.includes(subject) ? period.askedBy : [...period.askedBy, subject];
  if (isGoing && policy === period.policy && askedBy === period.askedBy) return period;
  if (period.state === 'PAID') return period;
  const next = nextRevision(
    period,
    { policy, askedBy, ...(!isGoing && { attempt: attempt + 1, waitingFor: undefined, taskToken: undefined }) },
    clock,
  );
  const note = isGoing ? `Asked again, ${policy}` : `Attempt ${next.attempt}, ${policy}`;
  const saved = await register.save(next, { step: 'CloseAsked', at: next.updatedAt, note, actor: subject });
  if (saved === 'stale') return 'stale';
  if (!isGoing) await executions.start({ periodId, attempt: next.attempt });
  return next;
}

/** Starting first heals a death between the record of an attempt and its start; it does nothing to one that began. */
async function isUnderWay(executions: CloseExecutions, { periodId, attempt }: Period): Promise<boolean> {
  if (attempt === 0) return false;
  await executions.start({ periodId, attempt });
  return executions.isRunning({ periodId, attempt });
}

function unknownPolicy(policy: string): Problem {
  const detail = `"${policy}" is no policy; it must be one of ${DISTRIBUTION_POLICIES.join(', ')}`;
  return problem(422, 'policy-unknown', `body /policy: ${detail}.`, [{ in: 'body', pointer: '/policy', detail }]);
}

function otherPolicy({ periodId, state, policy }: Period, wanted: DistributionPolicy): Problem {
  return problem(
    409,
    'closing-otherwise',
    `${periodId} is ${state} under ${policy}; a policy can change while a period is OPEN, so not to ${wanted} any more.`,
  );
}
