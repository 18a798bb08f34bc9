import { useQuery } from '@tanstack/react-query';
import { isZero } from '#console/money/decimal.ts';
import { type PayoutRun, payoutRunQuery, payoutRunsQuery } from '#console/pages/payouts/payout-queries.ts';
import { runDifferences } from '#console/pages/payouts/run-differences.ts';
import { Amount } from '#console/ui/amount.tsx';
import { Badge } from '#console/ui/badge.tsx';
import { Panel } from '#console/ui/page.tsx';
import { Empty, Loading } from '#console/ui/query-view.tsx';
import { Table } from '#console/ui/table.tsx';

const MOST_SHOWN = 12;

/** What an approver would ask for: who is new, whose money goes elsewhere, whose amount changed most. */
export function RunChanges({ run }: { readonly run: PayoutRun }) {
  const runs = useQuery(payoutRunsQuery);
  const items = runs.data?.items ?? [];
  const place = items.findIndex((other) => other.payout_run_id === run.payout_run_id);
  const before = place === -1 ? undefined : items[place + 1];
  const earlier = useQuery({ ...payoutRunQuery(before?.payout_run_id ?? ''), enabled: before !== undefined });
  if (runs.isPending || (before !== undefined && earlier.isPending)) return <Loading lines={4} />;
  const rows = runDifferences(run.payments, earlier.data?.payments ?? [])
    .filter((row) => row.isElsewhere || !isZero(row.change))
    .slice(0, MOST_SHOWN);
  return (
    <Panel
      title="Against the run before"
      note={before === undefined ? 'This is the first run: everybody is new' : `Run ${before.payout_run_id}`}
      flush
    >
      {rows.length === 0 ? (
        <Empty title="Nothing differs" />
      ) : (
        <Table
          label="Differences from the run before"
          rows={rows}
          keyOf={(row) => `${row.holderId} ${row.sourceCurrency} ${row.currency}`}
          columns={[
            {
              title: 'Holder',
              cell: (row) => (
                <div className="nowrap">
                  {row.holderId}
                  {row.sourceCurrency !== row.currency && (
                    <div className="small muted">out of {row.sourceCurrency}</div>
                  )}
                </div>
              ),
            },
            {
              title: 'What differs',
              cell: (row) =>
                row.isElsewhere ? (
                  <Badge state="elsewhere" tone="bad" label="Goes elsewhere" />
                ) : row.before === undefined ? (
                  <Badge state="new" tone="info" label="New" />
                ) : (
                  <Badge state="amount" tone="quiet" label="Amount" />
                ),
            },
            {
              title: 'Before',
              isNumeric: true,
              cell: (row) => <Amount value={row.before} currency={row.currency} bare />,
            },
            { title: 'Now', isNumeric: true, cell: (row) => <Amount value={row.now} currency={row.currency} bare /> },
            {
              title: 'Change',
              isNumeric: true,
              cell: (row) => <Amount value={row.change} currency={row.currency} signed />,
            },
          ]}
        />
      )}
    </Panel>
  );
}
