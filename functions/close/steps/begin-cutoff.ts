import { hasReached } from '#close/period-state';
import { type ChangePorts, changePeriod, requirePeriod } from '#close/steps/change-period';
import { RoyaltyError } from '#kernel/errors';

/** The cutoff was asked for while plays of the period may still arrive (R1). */
export class CutoffTooEarly extends RoyaltyError {
  override readonly name = 'CutoffTooEarly';
}

/**
 * Ends admission: OPEN → CUTOFF, once the grace is over. From here on the policy stands. Safe to repeat: a period that is
 * further stays where it is. Throws `CutoffTooEarly` before the cutoff.
 */
export async function beginCutoff(ports: ChangePorts, periodId: string) {
  const { cutoffAt, state } = await requirePeriod(ports.register, periodId);
  if (!hasReached(state, 'CUTOFF') && ports.clock.now() < cutoffAt)
    throw new CutoffTooEarly(`${periodId} takes plays until ${cutoffAt}; its cutoff comes then, not before`);
  const period = await changePeriod(ports, {
    periodId,
    change: (current) => (hasReached(current.state, 'CUTOFF') ? undefined : { state: 'CUTOFF' }),
    event: { step: 'BeginCutoff', note: `OPEN → CUTOFF: a play that arrives at ${cutoffAt} or later is late` },
  });
  return { state: period.state, policy: period.policy };
}
