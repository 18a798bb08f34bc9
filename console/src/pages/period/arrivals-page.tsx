import { useQuery } from '@tanstack/react-query';
import { percentText, ratioText } from '#console/money/amount.ts';
import type { Period } from '#console/pages/close/period-queries.ts';
import { arrivalLagQuery } from '#console/pages/close/tile-queries.ts';
import { PeriodFrame } from '#console/pages/period/period-frame.tsx';
import { PeriodLink } from '#console/pages/period/period-link.tsx';
import { Count } from '#console/ui/amount.tsx';
import { durationText } from '#console/ui/duration.ts';
import { Figures, Panel } from '#console/ui/page.tsx';
import { Empty, Notice, QueryView } from '#console/ui/query-view.tsx';
import { Table } from '#console/ui/table.tsx';

/** How long the plays of a month were on their way, and how many came when it was over. */
export function ArrivalsPage() {
  return (
    <PeriodFrame>
      {(period) =>
        period.plays === null ? (
          <Notice tone="info">Arrivals are counted once this month is sealed.</Notice>
        ) : (
          <Arrivals period={period} />
        )
      }
    </PeriodFrame>
  );
}

function Arrivals({ period }: { readonly period: Period }) {
  const query = useQuery(arrivalLagQuery(period.period_id));
  const late = period.late_plays ?? 0;
  const lateShare = ratioText(late, (period.plays ?? 0) + late);
  return (
    <>
      <Panel title="From the listener to here" note="From played-at to ingested-at, over the sealed plays">
        <QueryView query={query} isEmpty={(lag) => lag.plays === 0} empty={<Empty title="No play was sealed" />}>
          {(lag) => (
            <div className="stack">
              <Figures
                items={[
                  { label: 'Half of the plays within', value: durationText(lag.p50_seconds) },
                  { label: '95 % within', value: durationText(lag.p95_seconds) },
                  { label: '99 % within', value: durationText(lag.p99_seconds) },
                  { label: 'The slowest took', value: durationText(lag.max_seconds) },
                ]}
              />
              <Figures
                items={[
                  { label: 'Within a minute', value: percentText(lag.within_minute, 2) },
                  { label: 'Within an hour', value: percentText(lag.within_hour, 2) },
                  { label: 'Within a day', value: percentText(lag.within_day, 2) },
                  { label: 'After the seal', value: lateShare === undefined ? '—' : percentText(lateShare, 2) },
                ]}
              />
            </div>
          )}
        </QueryView>
      </Panel>
      <Panel title="Month by month" note="Newest first" flush>
        <QueryView query={query} isEmpty={(lag) => lag.trend.length === 0} empty={null}>
          {(lag) => (
            <Table
              label="Arrivals month by month"
              rows={lag.trend.toReversed()}
              keyOf={(row) => row.period_id}
              columns={[
                { title: 'Period', cell: (row) => <PeriodLink id={row.period_id} part="/arrivals" /> },
                { title: 'Plays', isNumeric: true, cell: (row) => <Count value={row.plays} /> },
                { title: 'Half within', isNumeric: true, cell: (row) => durationText(row.p50_seconds) },
                { title: '95 % within', isNumeric: true, cell: (row) => durationText(row.p95_seconds) },
                { title: '99 % within', isNumeric: true, cell: (row) => durationText(row.p99_seconds) },
                { title: 'Slowest', isNumeric: true, cell: (row) => durationText(row.max_seconds) },
              ]}
            />
          )}
        </QueryView>
      </Panel>
    </>
  );
}
