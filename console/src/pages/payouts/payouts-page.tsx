import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { answered, api } from '#console/api/client.ts';
import { useIs } from '#console/api/session.ts';
import { payoutRunsQuery } from '#console/pages/payouts/payout-queries.ts';
import { RunState } from '#console/pages/payouts/run-state.tsx';
import { Amount, Count } from '#console/ui/amount.tsx';
import { Button } from '#console/ui/button.tsx';
import { ConfirmDialog } from '#console/ui/confirm-dialog.tsx';
import { Field } from '#console/ui/field.tsx';
import { DayText, InstantText } from '#console/ui/instant.tsx';
import { Page, Panel } from '#console/ui/page.tsx';
import { Empty, QueryView } from '#console/ui/query-view.tsx';
import { Table } from '#console/ui/table.tsx';
import { useAct } from '#console/ui/use-act.ts';

/** Payout runs: what was paid, what is being prepared, what waits for an approver. */
export function PayoutsPage() {
  const mayPrepare = useIs('ops', 'admin');
  const [isAsking, setAsking] = useState(false);
  const query = useQuery(payoutRunsQuery);
  return (
    <Page
      title="Payouts"
      lead="Who is paid, from what is available; prepared by one person, approved by another."
      actions={
        mayPrepare && (
          <Button kind="primary" onPress={() => setAsking(true)}>
            Prepare a run
          </Button>
        )
      }
    >
      <Panel title="Newest first" flush>
        <QueryView
          query={query}
          isEmpty={({ items }) => items.length === 0}
          empty={
            <Empty title="Nobody has been paid yet">
              <p>A run plans who is paid, sets the money aside and waits for approval.</p>
            </Empty>
          }
        >
          {({ items }) => (
            <Table
              label="Payout runs"
              rows={items}
              keyOf={(run) => run.payout_run_id}
              columns={[
                {
                  title: 'Run',
                  cell: (run) => (
                    <Link to="/payouts/$id" params={{ id: run.payout_run_id } as never}>
                      {run.payout_run_id}
                    </Link>
                  ),
                },
                { title: 'State', cell: (run) => <RunState run={run} /> },
                { title: 'Pays on', cell: (run) => <DayText day={run.execution_date} /> },
                {
                  title: 'Payments',
                  isNumeric: true,
                  cell: (run) => <Count value={run.totals.reduce((sum, total) => sum + total.payments, 0)} />,
                },
                {
                  title: 'Amount',
                  isNumeric: true,
                  cell: (run) =>
                    run.totals.map((total) => (
                      <div key={total.currency}>
                        <Amount value={total.amount} currency={total.currency} />
                      </div>
                    )),
                },
                { title: 'Carried on', isNumeric: true, cell: (run) => <Count value={run.carried_count} /> },
                { title: 'Prepared', cell: (run) => <InstantText at={run.created_at} /> },
              ]}
            />
          )}
        </QueryView>
      </Panel>
      {isAsking && <PrepareDialog onClose={() => setAsking(false)} />}
    </Page>
  );
}

function PrepareDialog({ onClose }: { readonly onClose: () => void }) {
  const act = useAct();
  const [day, setDay] = useState('');
  const isGood = day === '' || /^\d{4}-\d{2}-\d{2}$/.test(day);
  return (
    <ConfirmDialog
      title="Prepare a payout run?"
      action="Prepare it"
      onClose={onClose}
      act={({ key }) =>
        act(() =>
          answered(
            api.POST('/v1/payout-runs', {
              params: { header: { 'Idempotency-Key': key } },
              body: day === '' ? {} : { execution_date: day },
            }),
          ),
        )
      }
    >
      <p>
        Whoever reaches their threshold and is not on hold is planned, and the money is set aside. Nothing leaves yet.
      </p>
      <Field
        label="When banks are asked to pay"
        value={day}
        onChange={(text) => setDay(text.trim())}
        placeholder="The next day"
        error={isGood ? undefined : 'A day such as 2025-05-12'}
      />
    </ConfirmDialog>
  );
}
