import type { VirtualClock } from '#infra/local/engine';
import { parseSchedule } from '#infra/local/events/schedule-expression';
import type { Journal } from '#infra/local/journal';

/** One schedule: an expression, and what to do at each of its instants. */
export interface Schedule {
  readonly id: string;
  readonly expression: string;
  readonly fire: (scheduledAt: number) => void;
  /** No occurrence before or after these, in milliseconds since the epoch. */
  readonly from?: number;
  readonly until?: number;
}

export interface Schedules {
  readonly add: (schedule: Schedule) => void;
  readonly remove: (id: string) => void;
  readonly nextAt: (id: string) => number | undefined;
}

/** Where a schedule stands: when it began, and what it last did. */
export interface ScheduleState {
  readonly startedAt: number;
  readonly firedAt: number;
}

/**
 * What fell due while the process was down is made up for in order, at most this many of one schedule: enough for a
 * restart to lose nothing, few enough for a laptop that was off for a month to be ready in seconds.
 */
const CATCH_UP_MAX = 10;

/** A rate has no dates of its own: one run takes whatever is there, and ten at once would only stand in each other's way. */
const catchUpMax = (expression: string) => (expression.trim().startsWith('rate') ? 1 : CATCH_UP_MAX);

/** Schedules on the virtual clock; they go on where they stood at the last stop. */
export function createSchedules(clock: VirtualClock, journal: Journal<ScheduleState>): Schedules {
  const states = new Map(journal.recovered);
  const armed = new Map<string, { readonly cancel: () => void; readonly at: number }>();

  const arm = (schedule: Schedule, state: ScheduleState) => {
    const recurrence = parseSchedule(schedule.expression, state.startedAt);
    const next = recurrence.next(Math.max(state.firedAt, (schedule.from ?? 0) - 1));
    if (next === undefined || next > (schedule.until ?? Number.POSITIVE_INFINITY)) return;
    const cancel = clock.at(next, () => {
      const after = { ...state, firedAt: next };
      states.set(schedule.id, after);
      // Fired before it is noted: an occurrence may repeat after a crash, but is never lost.
      schedule.fire(next);
      journal.put(schedule.id, after);
      arm(schedule, after);
    });
    armed.set(schedule.id, { cancel, at: next });
  };
  return {
    add(schedule) {
      const now = clock.now();
      const state = states.get(schedule.id) ?? { startedAt: now, firedAt: now };
      states.set(schedule.id, state);
      journal.put(schedule.id, state);
      arm(schedule, { ...state, firedAt: withinCatchUp(schedule, state, now) });
    },
    remove(id) {
      armed.get(id)?.cancel();
      armed.delete(id);
      states.delete(id);
      journal.remove(id);
    },
    nextAt: (id) => armed.get(id)?.at,
  };
}

/** The instant to go on from, so that not too many occurrences lie between it and now. */
function withinCatchUp({ expression }: Schedule, { startedAt, firedAt }: ScheduleState, now: number): number {
  const recurrence = parseSchedule(expression, startedAt);
  const most = catchUpMax(expression);
  const missed: number[] = [];
  for (let at = recurrence.next(firedAt); at !== undefined && at <= now; at = recurrence.next(at)) {
    missed.push(at);
    if (missed.length > CATCH_UP_MAX * 2) missed.splice(0, CATCH_UP_MAX);
  }
  const skipped = missed.length - most;
  return skipped > 0 ? (missed[skipped - 1] ?? firedAt) : firedAt;
}
