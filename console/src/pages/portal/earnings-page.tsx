import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { HolderFrame } from '#console/pages/portal/holder-frame.tsx';
import { earningsQuery, type Grouping } from '#console/pages/portal/holder-queries.ts';
import { downloadCsv } from '#console/table/download-csv.ts';
import { useAsked } from '#console/ui/address.ts';
import { Amount, Count } from '#console/ui/amount.tsx';
import { wordsOf } from '#console/ui/badge.tsx';
import { Button } from '#console/ui/button.tsx';
import { Choice } from '#console/ui/choice.tsx';
import { Panel } from '#console/ui/page.tsx';
import { Empty, Loading, QueryView } from '#console/ui/query-view.tsx';
import { Table } from '#console/ui/table.tsx';

const EarningsChart = lazy(() =>
  import('#console/pages/portal/earnings-chart.tsx').then((module) => ({ default: module.EarningsChart })),
);

const GROUPINGS: readonly { readonly value: Grouping; readonly label: string }[] = [
  { value: 'period', label: 'By month of sale' },
  { value: 'provider', label: 'By provider' },
  { value: 'store', label: 'By store' },
  { value: 'territory', label: 'By territory' },
  { value: 'track', label: 'By track' },
];

/** What plays and reports brought a holder, cut one way or another. */
export function EarningsPage() {
  return <HolderFrame title="Your earnings">{(id) => <Earnings holderId={id} />}</HolderFrame>;
}

function Earnings({ holderId }: { readonly holderId: string }) {
  const [asked, ask] = useAsked();
  const groupBy = GROUPINGS.find(({ value }) => value === asked['by'])?.value ?? 'period';
  const query = useQuery(earningsQuery(holderId, groupBy));
  const items = query.data?.items ?? [];
  return (
    <>
      <div className="row spread">
        <Choice label="Grouping" isLabelHidden value={groupBy} options={GROUPINGS} onChange={(by) => ask({ by })} />
        <Button isDisabled={items.length === 0} onPress={() => exportEarnings(holderId, groupBy, items)}>
          Export as CSV
        </Button>
      </div>
      <QueryView
        query={query}
        isEmpty={() => items.length === 0}
        empty={
          <Panel>
            <Empty title="Nothing earned yet" />
          </Panel>
        }
        lines={8}
      >
        {() => (
          <>
            <Panel title="After commission">
              <Suspense fallback={<Loading lines={6} />}>
                <EarningsChart items={items} />
              </Suspense>
            </Panel>
            <Panel title="All of it" flush>
              <EarningsTable items={items} />
            </Panel>
          </>
        )}
      </QueryView>
    </>
  );
}

export interface Earning {
  /** Plays here, or what a provider reported. */
  readonly source: 'plays' | 'reports';
  readonly group: string;
  readonly currency: string;
  readonly amount: string;
  readonly commission: string;
  readonly gross: string;
  readonly rows: number;
}

function EarningsTable({ items }: { readonly items: readonly Earning[] }) {
  return (
    <Table
      label="Earnings"
      rows={items}
      keyOf={(row) => `${row.source} ${row.group} ${row.currency}`}
      columns={[
        { title: 'Group', cell: (row) => (row.group === '' ? 'Not stated' : row.group) },
        { title: 'Earned by', cell: (row) => wordsOf(row.source) },
        { title: 'Rows', isNumeric: true, cell: (row) => <Count value={row.rows} /> },
        { title: 'Gross', isNumeric: true, cell: (row) => <Amount value={row.gross} currency={row.currency} bare /> },
        {
          title: 'Commission',
          isNumeric: true,
          cell: (row) => <Amount value={row.commission} currency={row.currency} bare />,
        },
        { title: 'Earned', isNumeric: true, cell: (row) => <Amount value={row.amount} currency={row.currency} /> },
      ]}
    />
  );
}

function exportEarnings(holderId: string, groupBy: string, items: readonly Earning[]): void {
  downloadCsv(
    `earnings-${holderId}-by-${groupBy}.csv`,
    [groupBy, 'source', 'rows', 'gross', 'commission', 'earned', 'currency'],
    items.map((row) => [row.group, row.source, String(row.rows), row.gross, row.commission, row.amount, row.currency]),
  );
}
