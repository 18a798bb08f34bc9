import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { reportRowsQuery } from '#console/pages/reports/report-row-queries.ts';
import { LineLink } from '#console/pages/reports/source-line.tsx';
import { useAsked } from '#console/ui/address.ts';
import { Amount } from '#console/ui/amount.tsx';
import { Panel } from '#console/ui/page.tsx';
import { Empty, QueryView } from '#console/ui/query-view.tsx';
import { ShowMore } from '#console/ui/show-more.tsx';
import { Table } from '#console/ui/table.tsx';

/** Every row in file order: the line it stands on, and what it earned whom. */
export function ReportRows({ reportId }: { readonly reportId: string }) {
  const [asked] = useAsked();
  const holder = asked['holder'] ?? '';
  const query = useInfiniteQuery(reportRowsQuery({ reportId, holder }));
  const rows = (query.data?.pages ?? []).flatMap(({ items, cursor }) => items.map((row) => ({ ...row, cursor })));
  return (
    <Panel title={holder === '' ? 'Rows' : `Rows of ${holder}`} note="In file order" flush>
      <QueryView query={query} isEmpty={() => rows.length === 0} empty={<Empty title="No row to show" />} lines={8}>
        {() => (
          <>
            <Table
              label="Rows of the report"
              rows={rows}
              keyOf={(row) => `${row.sheet} ${row.line}`}
              columns={[
                { title: 'Line', isNumeric: true, cell: (row) => <LineLink row={row} cursor={row.cursor} /> },
                {
                  title: 'Track',
                  cell: (row) => (
                    <div>
                      {row.title || row.isrc || row.upc || '—'}
                      <div className="small muted">{row.artist}</div>
                    </div>
                  ),
                },
                { title: 'Store', cell: (row) => `${row.store || '—'} · ${row.territory || '—'}` },
                {
                  title: 'In the file',
                  isNumeric: true,
                  cell: (row) => (row.amount === '' ? '—' : <Amount value={row.amount} currency={row.currency} />),
                },
                {
                  title: 'Holder',
                  cell: (row) =>
                    row.earned === null ? (
                      row.filter || '—'
                    ) : (
                      <Link to="/portal/$id" params={{ id: row.earned.holder_id } as never}>
                        {row.earned.holder_id}
                      </Link>
                    ),
                },
                {
                  title: 'Earned',
                  isNumeric: true,
                  cell: (row) =>
                    row.earned === null ? (
                      '—'
                    ) : (
                      <Amount value={row.earned.holder_amount} currency={row.earned.currency} />
                    ),
                },
              ]}
            />
            <ShowMore query={query} />
          </>
        )}
      </QueryView>
    </Panel>
  );
}
