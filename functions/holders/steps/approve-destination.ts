import type { Destination } from '#holders/destination';
import type { DestinationBook } from '#holders/ports';
import { type Problem, problem } from '#kernel/api/problem';
import type { Clock } from '#kernel/time/clock';

export interface ApproveDestinationPorts {
  readonly destinations: DestinationBook;
  readonly clock: Clock;
}

/**
 * Stores a second person's word for a changed destination, bound to where it leads. A file in a bucket names nobody, so
 * whoever could have dropped it is refused as the first person. Repeating it answers the destination; a first destination needs
 * nobody's.
 */
export async function approveDestination(
  { destinations, clock }: ApproveDestinationPorts,
  request: {
    readonly holderId: string;
    readonly digest: string;
    readonly subject: string;
    /** Whether who asks may drop destinations, too. */
    readonly mayDrop: boolean;
  },
): Promise<Destination | Problem> {
  const { holderId, digest, subject, mayDrop } = request;
  if (mayDrop)
    return problem(
      403,
      'second-person-needed',
      'Whoever may drop destinations may not approve them; ask an approver who is no operator.',
    );
  const standing = await findDestination(destinations, holderId);
  if ('kind' in standing) return standing;
  if (standing.digest !== digest)
    return problem(
      409,
      'digest-differs',
      `The destination of ${holderId} stands at digest ${standing.digest}; look at it again, then approve that.`,
    );
  if (standing.change === undefined || standing.change.approval !== undefined) return standing;
  await destinations.approve(holderId, {
    digest,
    version: standing.version,
    approvedBy: subject,
    approvedAt: clock.now(),
  });
  return findDestination(destinations, holderId);
}

/** The destination of a holder, or the answer where there is none. */
export async function findDestination(
  destinations: Pick<DestinationBook, 'getDestinations'>,
  holderId: string,
): Promise<Destination | Problem> {
  const standing = (await destinations.getDestinations([holderId])).get(holderId);
  return (
    standing ?? problem(404, 'destination-not-found', `${holderId} has no destination; drop one under destinations/`)
  );
}
