import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answered, api } from '#console/api/client.ts';

const PAGE_ROWS = 50;

interface Asked {
  readonly reportId: string;
  /** Whose rows; everybody's for ''. */
  readonly holder: string;
}

/** A page of the rows of a report; the first one for an empty cursor. */
const fetchRows = ({ reportId, holder }: Asked, cursor: string) =>
  answered(
    api.GET('/v1/reports/{id}/rows', {
      params: {
        path: { id: reportId },
        query: { limit: PAGE_ROWS, ...(holder !== '' && { holder_id: holder }), ...(cursor !== '' && { cursor }) },
      },
    }),
  );

export type ReportRow = Awaited<ReturnType<typeof fetchRows>>['items'][number];

export const reportRowsQuery = (asked: Asked) =>
  infiniteQueryOptions({
    queryKey: ['report-rows', asked.reportId, asked.holder],
    queryFn: async ({ pageParam }) => ({ ...(await fetchRows(asked, pageParam)), cursor: pageParam }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  });

/** The page that a row was seen on, so that its address finds it again without walking all that come before. */
export const reportRowPageQuery = (asked: Asked, cursor: string) =>
  queryOptions({
    queryKey: ['report-row-page', asked.reportId, asked.holder, cursor],
    queryFn: () => fetchRows(asked, cursor),
  });
