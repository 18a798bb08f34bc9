import { queryOptions } from '@tanstack/react-query';
import { answered, api } from '#console/api/client.ts';

/** What was sealed or proved does not change any more; only another month gets into its trend. */
const FRESH_MILLISECONDS = 300_000;
const SIMULATING_POLL_MILLISECONDS = 2500;

/** Below this a holder or track is in the long tail, in the currency of the period, unless somebody asks otherwise. */
export const USUAL_FLOOR = '10.00';

export const concentrationQuery = (periodId: string) =>
  queryOptions({
    queryKey: ['concentration', periodId],
    queryFn: () => answered(api.GET('/v1/analytics/concentration', { params: { query: { period_id: periodId } } })),
    staleTime: FRESH_MILLISECONDS,
  });

export const arrivalLagQuery = (periodId: string) =>
  queryOptions({
    queryKey: ['arrival-lag', periodId],
    queryFn: () => answered(api.GET('/v1/analytics/arrival-lag', { params: { query: { period_id: periodId } } })),
    staleTime: FRESH_MILLISECONDS,
  });

export const longTailQuery = (periodId: string, floor: string = USUAL_FLOOR) =>
  queryOptions({
    queryKey: ['long-tail', periodId, floor],
    queryFn: () => answered(api.GET('/v1/analytics/long-tail', { params: { query: { period_id: periodId, floor } } })),
    staleTime: FRESH_MILLISECONDS,
  });

/** The other policy's shift; whoever asks first has it simulated, so it may take some questions until it is there. */
export const policyShiftQuery = (periodId: string) =>
  queryOptions({
    queryKey: ['policy-shift', periodId],
    queryFn: async () => {
      const answer = await answered(api.GET('/v1/periods/{id}/policy-shift', { params: { path: { id: periodId } } }));
      return 'moved' in answer ? answer : null;
    },
    staleTime: FRESH_MILLISECONDS,
    refetchInterval: (query) => query.state.data === null && SIMULATING_POLL_MILLISECONDS,
  });
