/** Where a country-period stands, in the only order in which it moves. */
export const PERIOD_STATES = ['OPEN', 'CUTOFF', 'RECONCILING', 'FROZEN', 'PAID'] as const;

export type PeriodState = (typeof PERIOD_STATES)[number];

/** Whether a period in `state` has come as far as `goal`, or further. */
export function hasReached(state: PeriodState, goal: PeriodState): boolean {
  return PERIOD_STATES.indexOf(state) >= PERIOD_STATES.indexOf(goal);
}

/** Whether a period may move: one state forward, or it stays where it is. */
export function mayMove(move: { readonly from: PeriodState; readonly to: PeriodState }): boolean {
  const steps = PERIOD_STATES.indexOf(move.to) - PERIOD_STATES.indexOf(move.from);
  return steps === 0 || steps === 1;
}
