import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { answered, api } from '#console/api/client.ts';
import { Amount } from '#console/ui/amount.tsx';
import { wordsOf } from '#console/ui/badge.tsx';
import { countryName } from '#console/ui/instant.tsx';
import { Page, Panel } from '#console/ui/page.tsx';
import { Empty, QueryView } from '#console/ui/query-view.tsx';
import { ShowMore } from '#console/ui/show-more.tsx';
import { Table } from '#console/ui/table.tsx';

/** Every rights holder, with the way to what they see themselves. */
export function HoldersPage() {
  const query = useInfiniteQuery({
    queryKey: ['holders'],
    queryFn: ({ pageParam }) =>
      answered(
        api.GET('/v1/holders', { params: { query: { limit: 100, ...(pageParam !== '' && { cursor: pageParam }) } } }),
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  });
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page title="Holders" lead="Whom money is owed to. Open one to see what they see.">
      <Panel flush>
        <QueryView
          query={query}
          isEmpty={() => rows.length === 0}
          empty={
            <Empty title="No rights holder yet">
              <p>Drop a holders file under Reports, or at the drops bucket.</p>
            </Empty>
          }
        >
          {() => (
            <Table
              label="Rights holders"
              rows={rows}
              keyOf={(row) => row.holder_id}
              columns={[
                {
                  title: 'Name',
                  cell: (row) => (
                    <Link to="/portal/$id" params={{ id: row.holder_id } as never}>
                      {row.name}
                    </Link>
                  ),
                },
                { title: 'Id', cell: (row) => <code>{row.holder_id}</code> },
                { title: 'Kind', cell: (row) => wordsOf(row.kind) },
                { title: 'Country', cell: (row) => countryName(row.country) },
                { title: 'Paid by', cell: (row) => wordsOf(row.payout_method) },
                {
                  title: 'From',
                  isNumeric: true,
                  cell: (row) => <Amount value={row.payout_threshold} currency={row.currency} />,
                },
              ]}
            />
          )}
        </QueryView>
        <ShowMore query={query} />
      </Panel>
    </Page>
  );
}
