import type { HolderDirectory } from '#holders/ports';
import { type Problem, problem } from '#kernel/api/problem';
import type { Clock } from '#kernel/time/clock';
import type { Hold } from '#payouts/hold';
import type { HoldRegister } from '#payouts/ports';

/** Records that a holder is kept out of payout runs, or no longer; a run that is approved already looks again before it pays. */
export async function setHold(
  ports: {
    readonly holds: HoldRegister;
    readonly directory: Pick<HolderDirectory, 'getHolder'>;
    readonly clock: Clock;
  },
  request: Pick<Hold, 'holderId' | 'state' | 'reason'> & { readonly subject: string },
): Promise<Hold | Problem> {
  const { holderId, state, reason, subject } = request;
  if ((await ports.directory.getHolder(holderId)) === undefined)
    return problem(404, 'holder-not-found', `No holder ${holderId}; drop them under holders/`);
  const hold: Hold = { holderId, state, reason, by: subject, at: ports.clock.now() };
  await ports.holds.record(hold);
  return hold;
}
