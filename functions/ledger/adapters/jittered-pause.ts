import { setTimeout as sleep } from 'node:timers/promises';
import type { Pause } from '#ledger/store';

const FIRST_MILLISECONDS = 4;
const LONGEST_MILLISECONDS = 400;

/** Full jitter: anything from nothing to a span that doubles with each attempt, so that rivals come apart. */
export const jitteredPause: Pause = {
  beforeAttempt: (attempt) =>
    sleep(Math.random() * Math.min(LONGEST_MILLISECONDS, FIRST_MILLISECONDS * 2 ** Math.min(attempt - 1, 10))),
};
