import { RoyaltyError } from '#kernel/errors';
import type { Clock } from '#kernel/time/clock';
import { punctualStore } from '#ledger/steps/punctual-store';
import { createTurnstile, type Turnstile } from '#ledger/steps/turnstile';
import type { LedgerStore, Pause } from '#ledger/store';

/** What the ledger stands on. */
export interface LedgerGround {
  readonly store: LedgerStore;
  readonly clock: Clock;
  readonly pause: Pause;
}

/** What every step of the ledger works with. */
export interface LedgerAccess extends LedgerGround {
  readonly turnstile: Turnstile;
}

/**
 * Attempts under way at once in one process. A crowd that all read, queue and only then insert finds its heads stale;
 * this keeps the time from read to insert short, however many wait.
 */
const ATTEMPTS_AT_ONCE = 16;

/** One access for one process: its turnstile orders all of that process's writers. */
export function createLedgerAccess(ground: LedgerGround): LedgerAccess {
  const store = punctualStore(ground.store, ground.clock);
  return { ...ground, store, turnstile: createTurnstile(ATTEMPTS_AT_ONCE) };
}

/** Rivals kept winning for longer than anybody should wait; whoever asked may ask again, with the same id. */
export class LedgerBusy extends RoyaltyError {
  override readonly name = 'LedgerBusy';
}

/** With 64 rivals on one account the unluckiest needs some 64 attempts; past this, something else is wrong. */
const ATTEMPTS_MAX = 200;

/** Tries until the attempt answers something else than `retry`; throws `LedgerBusy` after 200 attempts. */
export async function persistently<Answer extends { readonly kind: string }>(
  { pause, turnstile }: LedgerAccess,
  attempt: () => Promise<Answer | { readonly kind: 'retry'; readonly reason: string }>,
): Promise<Answer> {
  let reason = '';
  for (let count = 1; count <= ATTEMPTS_MAX; count += 1) {
    if (count > 1) await pause.beforeAttempt(count);
    const answer = await turnstile.pass(attempt);
    if (!isRetry(answer)) return answer;
    reason = answer.reason;
  }
  throw new LedgerBusy(`The ledger stayed busy over ${ATTEMPTS_MAX} attempts (${reason}); post the same id again`);
}

function isRetry(answer: { readonly kind: string }): answer is { readonly kind: 'retry'; readonly reason: string } {
  return answer.kind === 'retry';
}
