import { infiniteQueryOptions } from '@tanstack/react-query';
import { answered, api } from '#console/api/client.ts';
import type { components } from '#console/api/schema.d.ts';

export type AuditRun = components['schemas']['AuditCheckRun'];

/** Every run of a check, newest first. */
export const auditRunsQuery = (check: string) =>
  infiniteQueryOptions({
    queryKey: ['audit-runs', check],
    queryFn: ({ pageParam }) =>
      answered(
        api.GET('/v1/audit/checks/{check}/runs', {
          params: { path: { check }, query: { limit: 30, ...(pageParam !== '' && { cursor: pageParam }) } },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (last: { readonly next_cursor: string | null }) => last.next_cursor ?? undefined,
  });
