import { queryOptions } from '@tanstack/react-query';
import { answered, api } from '#console/api/client.ts';

/** The bank's lines that nothing explains, oldest first. */
export const unmatchedQuery = queryOptions({
  queryKey: ['unmatched'],
  queryFn: () => answered(api.GET('/v1/settlement/unmatched', { params: { query: { limit: 100 } } })),
});

export const statementsQuery = queryOptions({
  queryKey: ['bank-statements'],
  queryFn: () => answered(api.GET('/v1/settlement/statements', { params: { query: { limit: 100 } } })),
});
