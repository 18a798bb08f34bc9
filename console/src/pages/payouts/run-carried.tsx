import { useQuery } from '@tanstack/react-query';
import { answered, api } from '#console/api/client.ts';
import { Amount } from '#console/ui/amount.tsx';
import { wordsOf } from '#console/ui/badge.tsx';
import { Panel } from '#console/ui/page.tsx';
import { QueryView } from '#console/ui/query-view.tsx';
import { Table } from '#console/ui/table.tsx';

/** The balances that a run saw and left where they are, each with its reason. */
export function RunCarried({ runId }: { readonly runId: string }) {
  const query = useQuery({
    queryKey: ['carried', runId],
    queryFn: () =>
      answered(api.GET('/v1/payout-runs/{id}/carried', { params: { path: { id: runId }, query: { limit: 100 } } })),
  });
  return (
    <QueryView query={query} isEmpty={({ items }) => items.length === 0} empty={null}>
      {({ items }) => (
        <Panel title="Not paid, and why" flush>
          <Table
            label="Balances that were not paid"
            rows={items}
            keyOf={(row) => `${row.holder_id} ${row.currency}`}
            columns={[
              { title: 'Holder', cell: (row) => <span className="nowrap">{row.holder_id}</span> },
              { title: 'Why', cell: (row) => row.detail || wordsOf(row.reason) },
              { title: 'Stays', isNumeric: true, cell: (row) => <Amount value={row.amount} currency={row.currency} /> },
            ]}
          />
        </Panel>
      )}
    </QueryView>
  );
}
