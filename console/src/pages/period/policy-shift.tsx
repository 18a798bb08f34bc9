import { useQuery } from '@tanstack/react-query';
import { percentText } from '#console/money/amount.ts';
import { policiesCompared } from '#console/pages/close/policy-name.ts';
import { policyShiftQuery } from '#console/pages/close/tile-queries.ts';
import { PeriodLink } from '#console/pages/period/period-link.tsx';
import { Amount, Count } from '#console/ui/amount.tsx';
import { Figures, Panel } from '#console/ui/page.tsx';
import { Notice, QueryView } from '#console/ui/query-view.tsx';
import { Table } from '#console/ui/table.tsx';

/** How much of the pool the other policy would give to others, this month and in those before. */
export function PolicyShift({ periodId }: { readonly periodId: string }) {
  const query = useQuery(policyShiftQuery(periodId));
  const shift = query.data ?? undefined;
  return (
    <Panel
      title={
        shift === undefined ? 'What another policy would move' : policiesCompared(shift.compared_with, shift.policy)
      }
      note="What would go to others; simulated from the sealed plays and kept"
    >
      <QueryView query={query}>
        {(found) =>
          found === null ? (
            <Notice tone="info">Simulating; this page shows it once it is done.</Notice>
          ) : (
            <div className="stack">
              <Figures
                items={[
                  { label: 'Moved', value: <Amount value={found.moved} currency={found.currency} detail="minor" /> },
                  { label: 'Of the pool', value: percentText(found.moved_share, 2) },
                  { label: 'Holders that gain', value: <Count value={found.gaining_holders} /> },
                  { label: 'Holders that lose', value: <Count value={found.losing_holders} /> },
                ]}
              />
              {found.trend.length > 1 && (
                <Table
                  label="Moved by month"
                  rows={found.trend.toReversed()}
                  keyOf={(row) => row.period_id}
                  columns={[
                    { title: 'Period', cell: (row) => <PeriodLink id={row.period_id} part="/simulation" /> },
                    {
                      title: 'Moved',
                      isNumeric: true,
                      cell: (row) => <Amount value={row.moved} currency={found.currency} detail="minor" />,
                    },
                    { title: 'Of the pool', isNumeric: true, cell: (row) => percentText(row.moved_share, 2) },
                    { title: 'Gain', isNumeric: true, cell: (row) => <Count value={row.gaining_holders} /> },
                    { title: 'Lose', isNumeric: true, cell: (row) => <Count value={row.losing_holders} /> },
                  ]}
                />
              )}
            </div>
          )
        }
      </QueryView>
    </Panel>
  );
}
