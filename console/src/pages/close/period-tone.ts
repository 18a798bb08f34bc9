import { isZero } from '#console/money/decimal.ts';
import type { Period } from '#console/pages/close/period-queries.ts';
import { type Tone, toneOf } from '#console/ui/badge.tsx';

const WAITS: Readonly<Record<string, string>> = {
  revenue: 'Waits for revenue',
  previous_period: 'Waits for the month before',
  approval: 'Waits for approval',
  fault: 'Needs a look',
};

/** A period in one or two words: what it waits for comes before where it stands. */
export function periodLabel(period: Period): string {
  if (period.waiting_for !== null) return WAITS[period.waiting_for] ?? `Waits: ${period.waiting_for}`;
  return `${period.state.slice(0, 1)}${period.state.slice(1).toLowerCase()}`;
}

export function periodTone(period: Period): Tone {
  if (period.drift !== null && !isZero(period.drift)) return 'bad';
  if (period.waiting_for === 'fault') return 'bad';
  return period.waiting_for === null ? toneOf(period.state) : 'warn';
}
