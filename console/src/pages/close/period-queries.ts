import { queryOptions, useQuery } from '@tanstack/react-query';
import { answered, api } from '#console/api/client.ts';
import type { components } from '#console/api/schema.d.ts';

export type Period = components['schemas']['Period'];

const POLL_MILLISECONDS = 1500;
/** What waits for a person may be answered by another one, or take a moment to hear of the answer. */
const WAITING_POLL_MILLISECONDS = 4000;
/** Frozen too: what is attributed is still to be proved, posted and, once approved, released. */
const MOVING = new Set(['CUTOFF', 'RECONCILING', 'FROZEN']);

/** Whether a close is on its way by itself, so that looking again soon shows something new. */
export const isMoving = (period: Period): boolean =>
  period.waiting_for === null && (MOVING.has(period.state) || (period.state === 'OPEN' && period.attempt > 0));

/** Every country of a month. */
export const monthQuery = (month: string) =>
  queryOptions({
    queryKey: ['periods', month],
    queryFn: async () => {
      const items: Period[] = [];
      for (let cursor: string | undefined; ; ) {
        const query = { month, limit: 500, ...(cursor !== undefined && { cursor }) };
        const page = await answered(api.GET('/v1/periods', { params: { query } }));
        items.push(...page.items);
        if (page.next_cursor === null) return items;
        cursor = page.next_cursor;
      }
    },
    refetchInterval: (query) => pollOf(query.state.data ?? []),
  });

export const periodQuery = (id: string) =>
  queryOptions({
    queryKey: ['period', id],
    queryFn: () => answered(api.GET('/v1/periods/{id}', { params: { path: { id } } })),
    refetchInterval: (query) => pollOf(query.state.data === undefined ? [] : [query.state.data]),
  });

export const usePeriod = (id: string) => useQuery(periodQuery(id));

function pollOf(periods: readonly Period[]): number | false {
  if (periods.some(isMoving)) return POLL_MILLISECONDS;
  return periods.some((period) => period.waiting_for !== null) && WAITING_POLL_MILLISECONDS;
}
