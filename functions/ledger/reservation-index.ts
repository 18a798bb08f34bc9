import type { Instant } from '#kernel/time/clock';
import type { Expiry } from '#ledger/ledger-item';

/** Where reservations are found by the time at which they expire; whatever became of them, they stay in it (R27). */
export interface ReservationIndex {
  /** Those of one day, `YYYY-MM-DD`, that expire at `through` or before, in order of time; with strong consistency. */
  expiring(input: { readonly day: string; readonly through: Instant }): Promise<readonly Expiry[]>;
  /** The latest day of which, and of all days before it, nothing is left to expire. */
  latestExpiredDay(): Promise<string | undefined>;
}
