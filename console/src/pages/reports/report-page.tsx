import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ErrorGroups } from '#console/pages/reports/error-groups.tsx';
import { ReportActions } from '#console/pages/reports/report-actions.tsx';
import { type Report, reportQuery } from '#console/pages/reports/report-queries.ts';
import { ReportRows } from '#console/pages/reports/report-rows.tsx';
import { SourceLine } from '#console/pages/reports/source-line.tsx';
import { useAddress } from '#console/ui/address.ts';
import { Amount, Count } from '#console/ui/amount.tsx';
import { Badge, wordsOf } from '#console/ui/badge.tsx';
import { Hash } from '#console/ui/hash.tsx';
import { Figures, Page, Panel } from '#console/ui/page.tsx';
import { Notice, QueryView } from '#console/ui/query-view.tsx';
import { Table } from '#console/ui/table.tsx';
import { Timeline } from '#console/ui/timeline.tsx';

/** One report: what the file says, what arrived, what is wrong with it, and what became of every row. */
export function ReportPage() {
  const { id = '' } = useAddress();
  const query = useQuery(reportQuery(id));
  const report = query.data;
  return (
    <Page
      title={report === undefined ? 'Report' : `${wordsOf(report.provider)} report`}
      eyebrow={
        <>
          <Link to="/reports">Reports</Link> / {report?.object_key.split('/').at(-1) ?? id}
        </>
      }
      actions={
        report !== undefined && (
          <>
            <Badge state={report.status} />
            <Link
              className="button"
              to="/mappings/$provider"
              params={{ provider: report.provider } as never}
              search={{ drop: report.drop_id } as never}
            >
              Mapping{report.mapping_version === null ? '' : ` v${report.mapping_version}`}
            </Link>
          </>
        )
      }
    >
      <QueryView query={query} lines={8}>
        {(found) => <ReportDetail report={found} />}
      </QueryView>
    </Page>
  );
}

function ReportDetail({ report }: { readonly report: Report }) {
  return (
    <>
      {report.failure !== null && <Notice tone="bad">{report.failure}</Notice>}
      {report.warnings.map((warning) => (
        <Notice key={warning} tone="warn">
          {warning}
        </Notice>
      ))}
      <Totals report={report} />
      <ReportActions report={report} />
      <div className="grid-main">
        <div className="stack">
          {report.status === 'failed' && <ErrorGroups reportId={report.report_id} />}
          <ControlTotals report={report} />
          <SourceLine reportId={report.report_id} />
          {report.status !== 'queued' && <ReportRows reportId={report.report_id} />}
        </div>
        <div className="stack">
          <Panel title="How it came here" note="Newest first, UTC">
            <Timeline events={report.timeline ?? []} />
          </Panel>
          <Panel title="What it is">
            <Figures
              items={[
                { label: 'Content', value: <Hash value={report.content_hash} /> },
                { label: 'Sheet', value: report.sheet_id ?? '—' },
                { label: 'Attempt', value: <Count value={report.attempt} /> },
                { label: 'Catalogue version', value: <Count value={report.catalog_version} /> },
                ...Object.entries(report.counts)
                  .filter(([, count]) => count > 0)
                  .map(([what, count]) => ({
                    label: wordsOf(what),
                    value: <Count value={count} />,
                  })),
              ]}
            />
          </Panel>
        </div>
      </div>
    </>
  );
}

function Totals({ report }: { readonly report: Report }) {
  const sums = (items: readonly { readonly currency: string; readonly amount: string }[]) =>
    items.length === 0 ? (
      <span className="muted">—</span>
    ) : (
      items.map((sum) => (
        <div key={sum.currency}>
          <Amount value={sum.amount} currency={sum.currency} />
        </div>
      ))
    );
  const { totals } = report;
  const parts = [
    ['In the file', sums(totals.parsed)],
    ['Payable', sums(totals.payable)],
    ['Received', sums(totals.received)],
    ['Commission', sums(totals.commission)],
    ['For holders', sums(totals.holders)],
  ] as const;
  return (
    <section className="panel hero hero-s" aria-label="Totals">
      {parts.map(([label, value]) => (
        <div key={label}>
          <div className="hero-label">{label}</div>
          {value}
        </div>
      ))}
      {report.factors.map((factor) => (
        <div key={factor.original_currency}>
          <div className="hero-label">
            Factor {factor.original_currency} → {factor.currency}
          </div>
          <Amount value={factor.factor} detail="rate" />
          <div className="small muted">
            {factor.numerator} ÷ {factor.denominator}
          </div>
        </div>
      ))}
    </section>
  );
}

function ControlTotals({ report }: { readonly report: Report }) {
  if (report.control_totals.length === 0) return null;
  return (
    <Panel title="What the file says of itself" flush>
      <Table
        label="Control totals"
        rows={report.control_totals}
        keyOf={(row) => `${row.label} ${row.line} ${row.sheet} ${row.compares}`}
        columns={[
          { title: 'Label', cell: (row) => row.label },
          { title: 'Line', isNumeric: true, cell: (row) => <Count value={row.line} /> },
          { title: 'Stated', isNumeric: true, cell: (row) => row.stated },
          { title: 'Counted', isNumeric: true, cell: (row) => row.counted },
          {
            title: '',
            cell: (row) => (
              <Badge
                state={row.agrees ? 'ok' : 'failed'}
                tone={row.agrees ? 'ok' : row.severity === 'warn' ? 'warn' : 'bad'}
                label={row.agrees ? 'Agrees' : 'Differs'}
              />
            ),
          },
        ]}
      />
    </Panel>
  );
}
