import type { StateChange } from '#ledger/journal-transaction';
import type { LedgerRelease, PostOutcome } from '#ledger/ports';
import { stampOf } from '#ledger/posting-plan';
import { stateOf } from '#ledger/reversal';
import { type LedgerAccess, persistently } from '#ledger/steps/ledger-access';

/**
 * Appends `posted` to a validated transaction: its credits are available from then on, on every account at once (R30, R33).
 * The state carries the next ordinal, so whatever else is appended to the transaction meanwhile makes it look again. Safe to
 * repeat: the first release keeps its actor, reason and time.
 */
export function releaseTransaction(
  access: LedgerAccess,
  id: string,
  { actor, reason }: LedgerRelease,
): Promise<PostOutcome> {
  return persistently<PostOutcome>(access, async () => {
    const stored = await access.store.transaction(id);
    if (stored === undefined) return { kind: 'refused', reason: `${id} was never posted; nothing to release` };
    const state = stateOf(stored);
    if (state === 'posted') return { kind: 'already-posted', transaction: stored };
    if (state !== 'validated')
      return { kind: 'refused', reason: `${id} is ${state}; only a validated transaction can be released` };

    const recordedAt = stampOf(access.clock.now(), stored.states);
    const change: StateChange = { ordinal: stored.states.length + 1, state: 'posted', actor, reason, recordedAt };
    const outcome = await access.store.append([{ kind: 'state', transactionId: id, change }]);
    if (outcome.kind === 'appended')
      return { kind: 'posted', transaction: { ...stored, states: [...stored.states, change] } };
    return { kind: 'retry', reason: outcome.kind === 'busy' ? outcome.reason : 'a state was appended meanwhile' };
  });
}
