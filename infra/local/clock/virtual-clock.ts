import { realNow } from '#infra/local/clock/virtual-date';
import type { TimerKind, VirtualClock } from '#infra/local/engine';

/** The clock with its steering wheel: only the front's `/_local/clock` and the tests hold this side of it. */
export interface SteerableClock extends VirtualClock {
  /** The offset to real time in milliseconds, where `Date` reads it. */
  readonly offset: SharedArrayBuffer;
  /**
   * Moves virtual time forward to `toMilliseconds`, running what falls due on the way in order and waiting for `settle`
   * after each instant. Never moves back: a target in the past changes nothing.
   */
  readonly advanceTo: (toMilliseconds: number, settle: () => Promise<void>) => Promise<void>;
  /** When the next timer of that kind (or of any) is due. */
  readonly nextDue: (kind?: TimerKind) => number | undefined;
  readonly stop: () => void;
}

interface Timer {
  readonly at: number;
  readonly kind: TimerKind;
  readonly action: () => void;
}

/** A real timer holds at most 2^31 - 1 ms (24.8 days); longer waits are armed again. */
const REAL_TIMER_MILLISECONDS_MAX = 2 ** 31 - 1;

/** A clock that starts at `startMilliseconds` and then runs with real time, apart from its jumps. */
export function createVirtualClock(startMilliseconds: number): SteerableClock {
  const offset = new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT);
  const cell = new BigInt64Array(offset);
  const timers: Timer[] = [];
  let armed: NodeJS.Timeout | undefined;
  let stopped = false;
  let steering: Promise<void> = Promise.resolve();

  const now = () => realNow() + Number(Atomics.load(cell, 0));
  const setNow = (milliseconds: number) => Atomics.store(cell, 0, BigInt(Math.trunc(milliseconds - realNow())));
  setNow(startMilliseconds);

  const arm = () => {
    clearTimeout(armed);
    const [next] = timers;
    if (next === undefined || stopped) return;
    armed = setTimeout(fireDue, Math.min(Math.max(next.at - now(), 0), REAL_TIMER_MILLISECONDS_MAX));
  };
  const fireDue = () => {
    for (let next = timers[0]; next !== undefined && next.at <= now() && !stopped; next = timers[0]) {
      timers.shift();
      next.action();
    }
    arm();
  };
  const advance = async (target: number, settle: () => Promise<void>) => {
    await settle();
    for (let next = timers[0]; next !== undefined && next.at <= target && !stopped; next = timers[0]) {
      if (next.at > now()) setNow(next.at);
      fireDue();
      await settle();
    }
    if (target > now()) setNow(target);
    fireDue();
    await settle();
  };

  return {
    offset,
    now,
    at(at, action, kind = 'wait') {
      const timer: Timer = { at: Number.isFinite(at) ? at : now(), kind, action };
      const place = timers.findIndex((other) => other.at > timer.at);
      timers.splice(place < 0 ? timers.length : place, 0, timer);
      if (timers[0] === timer) arm();
      return () => {
        const index = timers.indexOf(timer);
        if (index >= 0) timers.splice(index, 1);
      };
    },
    advanceTo(target, settle) {
      const done = steering.then(() => advance(target, settle));
      steering = done.catch(() => undefined);
      return done;
    },
    nextDue: (kind) => timers.find((timer) => kind === undefined || timer.kind === kind)?.at,
    stop() {
      stopped = true;
      clearTimeout(armed);
    },
  };
}
