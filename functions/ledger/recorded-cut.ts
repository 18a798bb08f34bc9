import { type Instant, instantOf, millisecondsOf } from '#kernel/time/clock';

/**
 * Nothing is committed under a stamp older than this: a write begins before `STAMP_AGE_MAX` and is given up after
 * `WRITE_PATIENCE`.
 */
export const STAMP_AGE_MAX_MILLISECONDS = 20_000;
export const WRITE_PATIENCE_MILLISECONDS = 10_000;

/** Twice as much, for clocks that differ. */
const CUT_AGE_MILLISECONDS = 2 * (STAMP_AGE_MAX_MILLISECONDS + WRITE_PATIENCE_MILLISECONDS);

/**
 * The latest instant of which everything is recorded: a reader who leaves out what was recorded after it meets every
 * transaction whole or not at all, however long the reading takes (docs/adr/ledger-reads-at-a-cut.md).
 */
export function cutBefore(now: Instant): Instant {
  return instantOf(millisecondsOf(now) - CUT_AGE_MILLISECONDS);
}
