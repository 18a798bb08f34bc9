import type { Period, PeriodEvent } from '#close/period';
import { mayMove } from '#close/period-state';
import type { PeriodRegister } from '#close/ports';
import { assertThat } from '#kernel/errors';
import type { Clock } from '#kernel/time/clock';

export interface PeriodChange {
  readonly periodId: string;
  /** What changes; `undefined` when the period is already as it should be. Called again when another writer was faster. */
  readonly change: (period: Period) => Partial<Period> | undefined;
  /** What the timeline says of it. */
  readonly event?: Omit<PeriodEvent, 'at'>;
}

export interface ChangePorts {
  readonly register: PeriodRegister;
  readonly clock: Clock;
}

/** Moves a period's record forward under its optimistic lock; answers the record that stands. */
export async function changePeriod(
  { register, clock }: ChangePorts,
  { periodId, change, event }: PeriodChange,
): Promise<Period> {
  for (;;) {
    const period = await requirePeriod(register, periodId);
    const changes = change(period);
    if (changes === undefined) return period;
    const next = nextRevision(period, changes, clock);
    const outcome = await register.save(next, event === undefined ? undefined : { ...event, at: next.updatedAt });
    if (outcome === 'saved') return next;
  }
}

/** The record after the changes. Asserts that the state moves forward, and one state at a time. */
export function nextRevision(period: Period, changes: Partial<Period>, clock: Clock): Period {
  const next: Period = { ...period, ...changes, updatedAt: clock.now(), revision: period.revision + 1 };
  assertThat(
    mayMove({ from: period.state, to: next.state }),
    `${period.periodId} is ${period.state}; it cannot become ${next.state}`,
  );
  return next;
}

/** The period of a running close; asserts that it is recorded, since `EnsureOpen` comes first. */
export async function requirePeriod(register: PeriodRegister, periodId: string): Promise<Period> {
  const period = await register.find(periodId);
  assertThat(period !== undefined, `${periodId} is not recorded; EnsureOpen writes it first`);
  return period;
}
