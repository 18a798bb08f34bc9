import type { Instant } from '#kernel/time/clock';

/** A word about whether a holder may be paid: a claim, a dispute or a check is open, or no longer. */
export interface Hold {
  readonly holderId: string;
  readonly state: 'held' | 'released';
  readonly reason: string;
  readonly by: string;
  readonly at: Instant;
}
