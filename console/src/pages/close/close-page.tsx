import { useQueries, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { now } from '#console/api/session.ts';
import { CloseProgress } from '#console/pages/close/close-progress.tsx';
import { CloseTiles } from '#console/pages/close/close-tiles.tsx';
import { EquityTiles } from '#console/pages/close/equity-tiles.tsx';
import { FirehoseTiles } from '#console/pages/close/firehose-tiles.tsx';
import { MonthGrid } from '#console/pages/close/month-grid.tsx';
import { PeriodActions } from '#console/pages/close/period-actions.tsx';
import { monthQuery, type Period } from '#console/pages/close/period-queries.ts';
import { periodLabel, periodTone } from '#console/pages/close/period-tone.ts';
import { WaitingForPeople } from '#console/pages/close/waiting-for-people.tsx';
import { useAsked } from '#console/ui/address.ts';
import { Badge } from '#console/ui/badge.tsx';
import { countryName, monthAway, monthName } from '#console/ui/instant.tsx';
import { Page, Panel } from '#console/ui/page.tsx';
import { Empty, QueryView } from '#console/ui/query-view.tsx';
import { Timeline } from '#console/ui/timeline.tsx';

const MONTHS_SHOWN = 6;

/** The home of whoever runs the month: where every country stands, what waits for a person, and how the chosen one does. */
export function ClosePage() {
  const [asked] = useAsked();
  const current = now().toISOString().slice(0, 7);
  const last = asked['month'] ?? current;
  const months = Array.from({ length: MONTHS_SHOWN }, (_, place) => monthAway(last, place + 1 - MONTHS_SHOWN));
  const queries = useQueries({ queries: months.map(monthQuery) });
  const periods = queries.flatMap((query) => query.data ?? []);
  const chosen = choose(periods, asked['period']);
  const first = useQuery(monthQuery(last));
  return (
    <Page
      title="Close"
      eyebrow={`${monthName(months[0] ?? last, 'short')} – ${monthName(last, 'short')}`}
      lead="Where every country stands, and what needs a person."
    >
      <WaitingForPeople periods={periods} />
      <Panel
        title="Countries by month"
        note={
          <span className="row">
            <Link to="/" search={{ month: monthAway(last, -1) } as never} aria-label="Earlier months">
              ← Earlier
            </Link>
            {last < current && (
              <Link to="/" search={{ month: monthAway(last, 1) } as never} aria-label="Later months">
                Later →
              </Link>
            )}
          </span>
        }
      >
        <QueryView
          query={first}
          isEmpty={() => periods.length === 0 && queries.every((query) => !query.isPending)}
          empty={
            <Empty title="No period has opened yet">
              <p>A country-period opens with its first play. Drop plays, or start with the sample month.</p>
            </Empty>
          }
        >
          {() => <MonthGrid months={months} periods={periods} chosen={chosen?.period_id} />}
        </QueryView>
      </Panel>
      {chosen !== undefined && <ChosenPeriod period={chosen} periods={periods} />}
    </Page>
  );
}

/** The period that the address names, else the one that most needs a person, else the newest. */
function choose(periods: readonly Period[], asked: string | undefined): Period | undefined {
  const named = periods.find((period) => period.period_id === asked);
  if (named !== undefined) return named;
  const newestFirst = periods.toSorted((left, right) => right.month.localeCompare(left.month));
  const over = newestFirst.filter((period) => period.plays !== null);
  return newestFirst.find((period) => period.waiting_for !== null) ?? over[0] ?? newestFirst[0];
}

function ChosenPeriod({ period, periods }: { readonly period: Period; readonly periods: readonly Period[] }) {
  const history = periods
    .filter((other) => other.country === period.country && other.month <= period.month)
    .toSorted((left, right) => left.month.localeCompare(right.month));
  const name = `${countryName(period.country)}, ${monthName(period.month)}`;
  return (
    <section className="stack" aria-label={name}>
      <div className="row spread">
        <div className="row">
          <h2 className="section-title">{name}</h2>
          <Badge state={period.state} tone={periodTone(period)} label={periodLabel(period)} />
        </div>
        <div className="row">
          <PeriodActions period={period} />
          <Link className="button" to="/periods/$id" params={{ id: period.period_id } as never}>
            Open the period
          </Link>
        </div>
      </div>
      <CloseProgress period={period} />
      <FirehoseTiles period={period} history={history} />
      <CloseTiles period={period} history={history} periods={periods} />
      <EquityTiles period={period} history={history} />
      {period.timeline.length > 0 && (
        <Panel title="How it came here" note="Newest first; times in UTC">
          <Timeline events={period.timeline} />
        </Panel>
      )}
    </section>
  );
}
