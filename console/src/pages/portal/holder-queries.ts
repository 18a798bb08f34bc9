import { queryOptions } from '@tanstack/react-query';
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

/** The newest mutations, as many as one page has. */
export const latestMutationsQuery = (id: string, limit = PAGE_ROWS) =>
  queryOptions({
    queryKey: ['mutations', id, 'latest', String(limit)],
    queryFn: ({ signal }) => fetchMutations({ id, cursor: '', limit, signal }),
  });

/** Every mutation, newest first, in pages that name each other. */
export const mutationPages = (id: string) => ({
  key: ['mutations', id, 'pages'],
  fetchPage: (cursor: string, signal: AbortSignal) => fetchMutations({ id, cursor, limit: PAGE_ROWS, signal }),
});

const fetchMutations = (asked: {
  readonly id: string;
  readonly cursor: string;
  readonly limit: number;
  readonly signal: AbortSignal;
}) =>
  answered(
    api.GET('/v1/holders/{id}/mutations', {
      params: {
        path: { id: asked.id },
        query: { limit: asked.limit, ...(asked.cursor !== '' && { cursor: asked.cursor }) },
      },
      signal: asked.signal,
    }),
  );
