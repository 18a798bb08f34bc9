import { RoyaltyError, unreachable } from '#kernel/errors';
import type { PostOutcome } from '#ledger/ports';

/** The ledger did not take a posting: the message says why, and nothing of that posting stands. */
export class LedgerRefused extends RoyaltyError {
  override readonly name = 'LedgerRefused';
}

/** Throws `LedgerRefused` unless the transaction stands, available or to be released. */
export function requirePosted(id: string, outcome: PostOutcome): void {
  switch (outcome.kind) {
    case 'posted':
    case 'already-posted':
    case 'validated':
      return;
    case 'conflict':
      throw new LedgerRefused(`${id} stands with other content: ${outcome.difference}`);
    case 'bound-exceeded':
      throw new LedgerRefused(
        `${id} needs ${outcome.needed} units of ${outcome.account}, but ${outcome.available} are available`,
      );
    case 'refused':
      throw new LedgerRefused(`${id}: ${outcome.reason}`);
    default:
      unreachable(outcome);
  }
}
