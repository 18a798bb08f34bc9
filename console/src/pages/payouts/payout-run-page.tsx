import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useIs } from '#console/api/session.ts';
import { countText } from '#console/money/amount.ts';
import { type PayoutRun, payoutRunQuery } from '#console/pages/payouts/payout-queries.ts';
import { RunActions } from '#console/pages/payouts/run-actions.tsx';
import { RunCarried } from '#console/pages/payouts/run-carried.tsx';
import { RunChanges } from '#console/pages/payouts/run-changes.tsx';
import { RunFiles } from '#console/pages/payouts/run-files.tsx';
import { RunState } from '#console/pages/payouts/run-state.tsx';
import { downloadCsv } from '#console/table/download-csv.ts';
import { useAddress } from '#console/ui/address.ts';
import { Amount, Count } from '#console/ui/amount.tsx';
import { Badge, wordsOf } from '#console/ui/badge.tsx';
import { Button } from '#console/ui/button.tsx';
import { Hash } from '#console/ui/hash.tsx';
import { InstantText } from '#console/ui/instant.tsx';
import { Figures, Page, Panel } from '#console/ui/page.tsx';
import { Empty, Notice, QueryView } from '#console/ui/query-view.tsx';
import { Table } from '#console/ui/table.tsx';
import { Timeline } from '#console/ui/timeline.tsx';

/** One payout run: who gets what, how that differs from the run before, who approved it, and what became of each payment. */
export function PayoutRunPage() {
  const { id = '' } = useAddress();
  const query = useQuery(payoutRunQuery(id));
  return (
    <Page
      title={`Run ${id}`}
      eyebrow={
        <>
          <Link to="/payouts">Payouts</Link> / run
        </>
      }
      actions={
        query.data !== undefined && (
          <>
            <RunState run={query.data} />
            <RunActions run={query.data} />
          </>
        )
      }
    >
      <QueryView query={query} lines={8}>
        {(run) => <RunDetail run={run} />}
      </QueryView>
    </Page>
  );
}

function RunDetail({ run }: { readonly run: PayoutRun }) {
  const maySeeFiles = useIs('admin', 'ops', 'approver');
  return (
    <>
      {run.fault !== null && <Notice tone="bad">{run.fault}</Notice>}
      <section className="panel hero" aria-label="Totals">
        {run.totals.map((total) => (
          <div key={total.currency}>
            <div className="hero-label">
              {countText(total.payments)} {total.payments === 1 ? 'payment' : 'payments'}
            </div>
            <Amount value={total.amount} currency={total.currency} />
            <div className="small muted">
              after <Amount value={total.tax} currency={total.currency} /> withheld
            </div>
          </div>
        ))}
        <div>
          <div className="hero-label">Not paid, carried on</div>
          <span className="hero-count">
            <Count value={run.carried_count} />
          </span>
          <div className="small muted">stays with whom it belongs to</div>
        </div>
      </section>
      <div className="grid-main">
        <div className="stack">
          <RunChanges run={run} />
          <Payments run={run} />
          <RunCarried runId={run.payout_run_id} />
          {maySeeFiles && <RunFiles runId={run.payout_run_id} state={run.state} />}
        </div>
        <div className="stack">
          <Panel title="Approval">
            <Figures
              items={[
                { label: 'Approvers needed', value: <Count value={run.approvers_needed} /> },
                { label: 'Prepared by', value: run.prepared_by.join(', ') || '—' },
                {
                  label: 'Approved by',
                  value: run.approvals.map((approval) => approval.approved_by).join(', ') || '—',
                },
                { label: 'Expires', value: <InstantText at={run.expires_at} /> },
                { label: 'What is approved', value: <Hash value={run.digest} /> },
              ]}
            />
          </Panel>
          <Panel title="How it came here" note="Newest first, UTC">
            <Timeline events={run.timeline} />
          </Panel>
        </div>
      </div>
    </>
  );
}

function Payments({ run }: { readonly run: PayoutRun }) {
  return (
    <Panel
      title="Payments"
      note={run.has_more_payments ? 'The first 500' : `${countText(run.payments.length)} in all`}
      flush
    >
      {run.payments.length === 0 ? (
        <Empty title="Nobody is paid by this run" />
      ) : (
        <>
          <Table
            label="Payments"
            rows={run.payments}
            keyOf={(payment) => payment.payment_id}
            columns={[
              {
                title: 'Holder',
                cell: (payment) => (
                  <Link to="/portal/$id" params={{ id: payment.holder_id } as never}>
                    {payment.holder_id}
                  </Link>
                ),
              },
              {
                title: 'To',
                cell: (payment) => (
                  <div>
                    {wordsOf(payment.method)} <code>{payment.destination ?? '—'}</code>
                    <div className="small muted breakable">{payment.end_to_end_id}</div>
                  </div>
                ),
              },
              {
                title: 'State',
                cell: (payment) => (
                  <div>
                    <Badge state={payment.state} />
                    {payment.reason !== null && <div className="small muted">{payment.reason}</div>}
                  </div>
                ),
              },
              {
                title: 'Tax',
                isNumeric: true,
                cell: (payment) => <Amount value={payment.tax} currency={payment.currency} bare />,
              },
              {
                title: 'Arrives',
                isNumeric: true,
                cell: (payment) => <Amount value={payment.amount} currency={payment.currency} />,
              },
            ]}
          />
          <div className="panel-body">
            <Button onPress={() => exportPayments(run)}>Export as CSV</Button>
          </div>
        </>
      )}
    </Panel>
  );
}

function exportPayments(run: PayoutRun): void {
  downloadCsv(
    `payments-${run.payout_run_id}.csv`,
    ['payment_id', 'holder_id', 'method', 'state', 'end_to_end_id', 'tax', 'amount', 'currency'],
    run.payments.map((payment) => [
      payment.payment_id,
      payment.holder_id,
      payment.method,
      payment.state,
      payment.end_to_end_id,
      payment.tax,
      payment.amount,
      payment.currency,
    ]),
  );
}
