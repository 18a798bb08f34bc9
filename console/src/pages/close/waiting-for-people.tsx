import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { answered, api } from '#console/api/client.ts';
import { countText } from '#console/money/amount.ts';
import { PeriodActions } from '#console/pages/close/period-actions.tsx';
import type { Period } from '#console/pages/close/period-queries.ts';
import { periodLabel, periodTone } from '#console/pages/close/period-tone.ts';
import { payoutRunsQuery } from '#console/pages/payouts/payout-queries.ts';
import { unmatchedQuery } from '#console/pages/settlement/settlement-queries.ts';
import { Amount } from '#console/ui/amount.tsx';
import { wordsOf } from '#console/ui/badge.tsx';
import { countryName, monthName } from '#console/ui/instant.tsx';
import { Panel } from '#console/ui/page.tsx';
import { shortDigests } from '#console/ui/short-digests.ts';

/** What goes no further until somebody does something, before anything else on the page. */
export function WaitingForPeople({ periods }: { readonly periods: readonly Period[] }) {
  const reports = useQuery({
    queryKey: ['reports', 'waiting'],
    queryFn: () => answered(api.GET('/v1/reports', { params: { query: { limit: 100 } } })),
  });
  const runs = useQuery(payoutRunsQuery);
  const lines = useQuery(unmatchedQuery);
  const waitingRuns = (runs.data?.items ?? []).filter((run) => run.waiting_for !== null);
  const openLines = lines.data?.items.length ?? 0;
  const waitingReports = (reports.data?.items ?? []).filter((report) => report.waiting_for !== null);
  const waitingPeriods = periods.filter((period) => period.waiting_for !== null);
  const count = waitingReports.length + waitingPeriods.length + waitingRuns.length + (openLines === 0 ? 0 : 1);
  if (count === 0) return null;
  return (
    <Panel title="Waits for a person" note={`${count} in all`}>
      <ul className="waiting">
        {waitingPeriods.map((period) => (
          <li key={period.period_id} className="waiting-item" data-tone={periodTone(period)}>
            <div>
              <strong>
                {countryName(period.country)}, {monthName(period.month)}: {periodLabel(period).toLowerCase()}
              </strong>
              <p>{shortDigests(period.waiting_detail ?? '')}</p>
            </div>
            <div className="row">
              <PeriodActions period={period} />
              <Link className="button" to="/periods/$id" params={{ id: period.period_id } as never}>
                Look
              </Link>
            </div>
          </li>
        ))}
        {waitingRuns.map((run) => (
          <li key={run.payout_run_id} className="waiting-item" data-tone="warn">
            <div>
              <strong>Payout run: {run.waiting_for === 'approval' ? 'waits for approval' : 'needs a look'}</strong>
              <p>
                {run.totals.map((total) => (
                  <Amount key={total.currency} value={total.amount} currency={total.currency} />
                ))}
              </p>
            </div>
            <Link className="button" to="/payouts/$id" params={{ id: run.payout_run_id } as never}>
              Look
            </Link>
          </li>
        ))}
        {openLines > 0 && (
          <li className="waiting-item" data-tone="warn">
            <div>
              <strong>
                Bank: {countText(openLines)} {openLines === 1 ? 'line has' : 'lines have'} no explanation
              </strong>
              <p>Money on a statement that nobody has named.</p>
            </div>
            <Link className="button" to="/settlement">
              Look
            </Link>
          </li>
        )}
        {waitingReports.map((report) => (
          <li key={report.report_id} className="waiting-item" data-tone="warn">
            <div>
              <strong>
                {wordsOf(report.provider)} report: waits for {report.waiting_for?.kind}
              </strong>
              <p>{report.waiting_for?.reason ?? report.object_key.split('/').at(-1)}</p>
            </div>
            <Link className="button" to="/reports/$id" params={{ id: report.report_id } as never}>
              Look
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
