import { assertThat } from '#kernel/errors';
import { type Clock, type Instant, parseInstant } from '#kernel/time/clock';

/** An instant from its text, such as `2025-05-01`. */
export function anInstant(text: string): Instant {
  const instant = parseInstant(text);
  assertThat(instant !== undefined, `${text} is no instant`);
  return instant;
}

/** A clock that stands still. */
export function fixedClock(text: string): Clock {
  const instant = anInstant(text);
  return { now: () => instant };
}
