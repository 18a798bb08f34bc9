import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useIs } from '#console/api/session.ts';
import { DropPanel } from '#console/pages/reports/drop-panel.tsx';
import { type Report, reportsQuery } from '#console/pages/reports/report-queries.ts';
import { useAsked } from '#console/ui/address.ts';
import { Amount } from '#console/ui/amount.tsx';
import { Badge, wordsOf } from '#console/ui/badge.tsx';
import { Choice } from '#console/ui/choice.tsx';
import { InstantText, monthName } from '#console/ui/instant.tsx';
import { Page, Panel } from '#console/ui/page.tsx';
import { Empty, QueryView } from '#console/ui/query-view.tsx';
import { Table } from '#console/ui/table.tsx';

const STATUSES = [
  { value: 'all', label: 'Every status' },
  { value: 'awaiting_remittance', label: 'Awaiting remittance' },
  { value: 'processing', label: 'Processing' },
  { value: 'completed', label: 'Completed' },
  { value: 'failed', label: 'Failed' },
] as const;

/** Provider reports: drop one, watch it become balances, see which wait for a person. */
export function ReportsPage() {
  const mayDrop = useIs('ops', 'admin');
  const [asked, ask] = useAsked();
  const status = STATUSES.find(({ value }) => value === asked['status'])?.value ?? 'all';
  const query = useQuery(reportsQuery);
  const rows = (query.data?.items ?? []).filter((report) => status === 'all' || report.status === status);
  return (
    <Page title="Reports" lead="What providers say they sold, from the file to the balance.">
      {mayDrop && <DropPanel dropKey={asked['drop']} onDropped={(drop) => ask({ drop })} />}
      <Panel
        title="Newest first"
        note={
          <Choice
            label="Status"
            isLabelHidden
            value={status}
            options={STATUSES}
            onChange={(chosen) => ask({ status: chosen })}
          />
        }
        flush
      >
        <QueryView
          query={query}
          isEmpty={() => rows.length === 0}
          empty={
            <Empty title={status === 'all' ? 'No report has been dropped yet' : 'No report has this status'}>
              {status === 'all' && <p>Drop a provider’s file above; its mapping is found by its columns.</p>}
            </Empty>
          }
        >
          {() => <ReportTable rows={rows} />}
        </QueryView>
      </Panel>
    </Page>
  );
}

const monthText = (period: string | null): string => {
  if (period === null) return '—';
  return /^\d{4}-\d{2}$/.test(period) ? monthName(period, 'short') : period;
};

function ReportTable({ rows }: { readonly rows: readonly Report[] }) {
  return (
    <Table
      label="Reports"
      rows={rows}
      keyOf={(row) => row.report_id}
      columns={[
        {
          title: 'Report',
          cell: (row) => (
            <div>
              <Link to="/reports/$id" params={{ id: row.report_id } as never}>
                {wordsOf(row.provider)}
              </Link>
              <div className="small muted">{row.object_key.split('/').at(-1)}</div>
            </div>
          ),
        },
        { title: 'Status', cell: (row) => <Badge state={row.status} /> },
        { title: 'Month', cell: (row) => <span className="nowrap">{monthText(row.period)}</span> },
        {
          title: 'Payable',
          isNumeric: true,
          cell: (row) =>
            row.totals.payable.map((sum) => (
              <div key={sum.currency}>
                <Amount value={sum.amount} currency={sum.currency} />
              </div>
            )),
        },
        {
          title: 'Received',
          isNumeric: true,
          cell: (row) =>
            row.totals.received.length === 0
              ? '—'
              : row.totals.received.map((sum) => (
                  <div key={sum.currency}>
                    <Amount value={sum.amount} currency={sum.currency} />
                  </div>
                )),
        },
        { title: 'Dropped', cell: (row) => <InstantText at={row.created_at} /> },
      ]}
    />
  );
}
