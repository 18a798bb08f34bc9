import { queryOptions } from '@tanstack/react-query';
import { answered, api } from '#console/api/client.ts';
import type { components } from '#console/api/schema.d.ts';

export type PayoutRun = components['schemas']['PayoutRun'];
export type PayoutRunSummary = components['schemas']['PayoutRunSummary'];
export type Payment = components['schemas']['Payment'];

const POLL_MILLISECONDS = 1500;
/** Submitted: the bank answers within hours, and its answer is no news of this minute. */
const BANK_POLL_MILLISECONDS = 30_000;
const STILL = new Set(['settled', 'completed', 'expired', 'rejected', 'cancelled']);

/** Whether a run goes on by itself, so that looking again soon shows something new. */
export const isMoving = ({ state, waiting_for }: PayoutRunSummary): boolean =>
  waiting_for === null && !STILL.has(state);

/** How soon to look again; never at what rests or waits for a person. */
function pollOf(runs: readonly PayoutRunSummary[]): number | false {
  const moving = runs.filter(isMoving);
  if (moving.length === 0) return false;
  return moving.every(({ state }) => state === 'submitted') ? BANK_POLL_MILLISECONDS : POLL_MILLISECONDS;
}

export const payoutRunsQuery = queryOptions({
  queryKey: ['payout-runs'],
  queryFn: () => answered(api.GET('/v1/payout-runs', { params: { query: { limit: 50 } } })),
  refetchInterval: (query) => pollOf(query.state.data?.items ?? []),
});

export const payoutRunQuery = (id: string) =>
  queryOptions({
    queryKey: ['payout-run', id],
    queryFn: () => answered(api.GET('/v1/payout-runs/{id}', { params: { path: { id } } })),
    refetchInterval: (query) => pollOf(query.state.data === undefined ? [] : [query.state.data]),
  });
