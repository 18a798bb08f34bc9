import { queryOptions, useInfiniteQuery } from '@tanstack/react-query';
import { answered, api } from '#console/api/client.ts';

const PAGE_ROWS = 500;

export const holderQuery = (id: string) =>
  queryOptions({
    queryKey: ['holder', id],
    queryFn: () => answered(api.GET('/v1/holders/{id}', { params: { path: { id } } })),
  });

export const balancesQuery = (id: string) =>
  queryOptions({
    queryKey: ['balances', id],
    queryFn: () => answered(api.GET('/v1/holders/{id}/balances', { params: { path: { id } } })),
  });

export type Grouping = 'period' | 'provider' | 'store' | 'territory' | 'track';

export const earningsQuery = (id: string, groupBy: Grouping) =>
  queryOptions({
    queryKey: ['earnings', id, groupBy],
    queryFn: () =>
      answered(api.GET('/v1/holders/{id}/earnings', { params: { path: { id }, query: { group_by: groupBy } } })),
    staleTime: 60_000,
  });

/** The mutations page by page, each as large as the API gives; what was fetched is never compared or copied again. */
export const useMutations = (id: string, limit = PAGE_ROWS) =>
  useInfiniteQuery({
    queryKey: ['mutations', id, limit],
    queryFn: ({ pageParam }) =>
      answered(
        api.GET('/v1/holders/{id}/mutations', {
          params: { path: { id }, query: { limit, ...(pageParam !== '' && { cursor: pageParam }) } },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    structuralSharing: false,
    refetchOnWindowFocus: false,
    staleTime: 60_000,
  });
