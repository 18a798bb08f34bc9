import { queryOptions } from '@tanstack/react-query';
import { answered, api } from '#console/api/client.ts';
import type { components } from '#console/api/schema.d.ts';

export type PayoutRun = components['schemas']['PayoutRun'];
export type PayoutRunSummary = components['schemas']['PayoutRunSummary'];
export type Payment = components['schemas']['Payment'];

const POLL_MILLISECONDS = 1500;
const STILL = new Set(['settled', 'completed', 'expired', 'rejected', 'cancelled']);

/** Whether a run goes on by itself, so that looking again soon shows something new. */
export const isMoving = ({ state, waiting_for }: PayoutRunSummary): boolean =>
  waiting_for === null && !STILL.has(state);

export const payoutRunsQuery = queryOptions({
  queryKey: ['payout-runs'],
  queryFn: () => answered(api.GET('/v1/payout-runs', { params: { query: { limit: 50 } } })),
  refetchInterval: (query) => (query.state.data?.items.some(isMoving) === true ? POLL_MILLISECONDS : false),
});

export const payoutRunQuery = (id: string) =>
  queryOptions({
    queryKey: ['payout-run', id],
    queryFn: () => answered(api.GET('/v1/payout-runs/{id}', { params: { path: { id } } })),
    refetchInterval: (query) =>
      query.state.data !== undefined && isMoving(query.state.data) ? POLL_MILLISECONDS : false,
  });
