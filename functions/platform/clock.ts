import { type Clock, instantOf } from '#kernel/time/clock';

/** The wall clock; locally the host's `Date` is the virtual one, so this file never changes. */
export const systemClock: Clock = { now: () => instantOf(Date.now()) };
