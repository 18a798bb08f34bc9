import { queryOptions } from '@tanstack/react-query';
import { answered, api } from '#console/api/client.ts';
import type { components } from '#console/api/schema.d.ts';

export type Report = components['schemas']['Report'];

const POLL_MILLISECONDS = 1200;
/** What awaits its remittance too: the answer to it takes a moment to be heard of. */
const MOVING = new Set(['queued', 'processing', 'accepted', 'awaiting_remittance']);

export const reportsQuery = queryOptions({
  queryKey: ['reports', 'list'],
  queryFn: () => answered(api.GET('/v1/reports', { params: { query: { limit: 200 } } })),
  refetchInterval: (query) =>
    query.state.data?.items.some(({ status }) => MOVING.has(status)) === true ? POLL_MILLISECONDS : false,
});

export const reportQuery = (id: string) =>
  queryOptions({
    queryKey: ['report', id],
    queryFn: () => answered(api.GET('/v1/reports/{id}', { params: { path: { id } } })),
    refetchInterval: (query) =>
      query.state.data !== undefined && MOVING.has(query.state.data.status) ? POLL_MILLISECONDS : false,
  });

/** The drops under a key or folder, followed while any of them is on its way. */
export const dropsQuery = (prefix: string) =>
  queryOptions({
    queryKey: ['drops', prefix],
    queryFn: () => answered(api.GET('/v1/drops', { params: { query: { prefix, limit: 20 } } })),
    refetchInterval: (query) => {
      const items = query.state.data?.items;
      return items === undefined || items.length === 0 || items.some(({ status }) => MOVING.has(status))
        ? POLL_MILLISECONDS
        : false;
    },
  });
