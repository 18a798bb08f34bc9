import { useInfiniteQuery } from '@tanstack/react-query';
import { answered, api } from '#console/api/client.ts';
import type { components } from '#console/api/schema.d.ts';
import { sumOf } from '#console/money/decimal.ts';
import type { Period } from '#console/pages/close/period-queries.ts';
import { PeriodFrame } from '#console/pages/period/period-frame.tsx';
import { downloadCsv } from '#console/table/download-csv.ts';
import { Amount, Count } from '#console/ui/amount.tsx';
import { Button } from '#console/ui/button.tsx';
import { Panel } from '#console/ui/page.tsx';
import { Empty, QueryView } from '#console/ui/query-view.tsx';
import { MoreButton } from '#console/ui/show-more.tsx';
import { Table } from '#console/ui/table.tsx';

type Unattributed = components['schemas']['UnattributedTotal'];

/** What nobody claimed, by track and reason, and what of it found its owner since. */
export function UnattributedPage() {
  return <PeriodFrame>{(period) => <UnattributedList period={period} />}</PeriodFrame>;
}

function UnattributedList({ period }: { readonly period: Period }) {
  const query = useInfiniteQuery({
    queryKey: ['unattributed', period.period_id],
    queryFn: ({ pageParam }) =>
      answered(
        api.GET('/v1/periods/{id}/unattributed', {
          params: {
            path: { id: period.period_id },
            query: { limit: 200, ...(pageParam !== '' && { cursor: pageParam }) },
          },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  });
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Panel title="Nobody’s yet" note="It waits for whoever registers the rights; it never goes back to a pool" flush>
      <QueryView
        query={query}
        isEmpty={() => rows.length === 0}
        empty={
          <Empty title="Everything found its owner">
            <p>Every qualified play of this month is covered by the rights in force when it was played.</p>
          </Empty>
        }
      >
        {() => (
          <>
            <UnattributedTable rows={rows} />
            <div className="row panel-body spread">
              <span className="muted">
                {query.hasNextPage ? 'So far ' : 'In all '}
                <Amount value={sumOf(rows.map((row) => row.held))} currency={period.currency} />
              </span>
              <span className="row">
                <MoreButton query={query} />
                <Button onPress={() => exportRows(period.period_id, rows)}>Export as CSV</Button>
              </span>
            </div>
          </>
        )}
      </QueryView>
    </Panel>
  );
}

function UnattributedTable({ rows }: { readonly rows: readonly Unattributed[] }) {
  return (
    <Table
      label="Unattributed by track and rights type"
      rows={rows}
      keyOf={(row) => `${row.track_id} ${row.rights_type} ${row.reason}`}
      columns={[
        { title: 'Track', cell: (row) => <code>{row.track_id}</code> },
        { title: 'Rights type', cell: (row) => row.rights_type },
        {
          title: 'Why',
          cell: (row) => (row.reason === 'no-rights' ? 'No rights registered' : 'Not covered at that time'),
        },
        { title: 'Plays', isNumeric: true, cell: (row) => <Count value={row.plays} /> },
        { title: 'Held', isNumeric: true, cell: (row) => <Amount value={row.held} currency={row.currency} /> },
        {
          title: 'Still held',
          isNumeric: true,
          cell: (row) => <Amount value={row.still_held} currency={row.currency} />,
        },
        {
          title: 'Released to',
          cell: (row) =>
            row.released.length === 0 ? '—' : row.released.map((release) => release.holder_id).join(', '),
        },
      ]}
    />
  );
}

function exportRows(periodId: string, rows: readonly Unattributed[]): void {
  const header = ['track_id', 'rights_type', 'reason', 'plays', 'amount', 'held', 'still_held', 'currency'];
  const cells = rows.map((row) => [
    row.track_id,
    row.rights_type,
    row.reason,
    String(row.plays),
    row.amount,
    row.held,
    row.still_held,
    row.currency,
  ]);
  downloadCsv(`unattributed-${periodId}.csv`, header, cells);
}
