import { describe, expect, it } from 'vitest';
import type { DestinationBook } from '#holders/ports';
import { approveDestination } from '#holders/steps/approve-destination';
import { aClock } from '#test/support/ledger/builders';

const HELD = { digest: 'd'.repeat(64), version: 2, change: { changedAt: '2025-05-01T00:00:00.000Z' } };

/** A book with one changed destination, which nobody has approved. */
function aBook() {
  const approved: unknown[] = [];
  const destinations: Pick<DestinationBook, 'getDestinations' | 'approve'> = {
    getDestinations: async () => new Map([['H1', HELD as never]]),
    approve: async (_holderId, approval) => void approved.push(approval),
  };
  const ask = (mayDrop: boolean) =>
    approveDestination(
      { destinations: destinations as DestinationBook, clock: aClock() },
      { holderId: 'H1', digest: HELD.digest, subject: 'ada', mayDrop },
    );
  return { ask, approved };
}

describe('the approval of a changed destination', () => {
  it('is refused to whoever may drop destinations, and nothing is stored', async () => {
    const { ask, approved } = aBook();

    expect(await ask(true)).toMatchObject({ status: 403, code: 'second-person-needed' });
    expect(approved).toEqual([]);
  });

  it('is stored for somebody else, bound to the version', async () => {
    const { ask, approved } = aBook();

    await ask(false);

    expect(approved).toMatchObject([{ digest: HELD.digest, version: 2, approvedBy: 'ada' }]);
  });
});
