import { percentText } from '#console/money/amount.ts';
import { compareDecimals, isZero } from '#console/money/decimal.ts';
import type { Simulation } from '#console/pages/period/simulation-page.tsx';
import { downloadCsv } from '#console/table/download-csv.ts';
import { Amount, Count } from '#console/ui/amount.tsx';
import { wordsOf } from '#console/ui/badge.tsx';
import { Button } from '#console/ui/button.tsx';
import { Figures } from '#console/ui/page.tsx';
import { Notice } from '#console/ui/query-view.tsx';
import { Table } from '#console/ui/table.tsx';

const MOST_SHOWN = 10;

/** The biggest winners and losers of a simulated policy. */
export function SimulationResult({ simulation }: { readonly simulation: Simulation }) {
  if (simulation.status === 'failed') return <Notice tone="bad">{simulation.detail}</Notice>;
  const { holders, currency, long_tail: tail } = simulation;
  const moved = holders.filter((holder) => !isZero(holder.delta));
  const ranked = moved.toSorted((left, right) => compareDecimals(right.delta, left.delta));
  const winners = ranked.filter((holder) => !holder.delta.startsWith('-')).slice(0, MOST_SHOWN);
  const losers = ranked
    .filter((holder) => holder.delta.startsWith('-'))
    .toReversed()
    .slice(0, MOST_SHOWN);
  return (
    <div className="stack">
      <Figures
        items={[
          {
            label: 'Top 1 % of holders',
            value: `${percentText(simulation.top_1_percent_share_before)} → ${percentText(simulation.top_1_percent_share)}`,
          },
          { label: 'Long tail', value: `${percentText(tail.share_before)} → ${percentText(tail.share)}` },
          { label: 'Gaining in the tail', value: <Count value={tail.gaining_holders} /> },
          { label: 'Losing in the tail', value: <Count value={tail.losing_holders} /> },
        ]}
      />
      {moved.length === 0 && <Notice tone="info">Nobody would get more or less.</Notice>}
      <div className="grid-2">
        <Movers title="Would gain most" rows={winners} currency={currency} />
        <Movers title="Would lose most" rows={losers} currency={currency} />
      </div>
      <div>
        <Button
          onPress={() =>
            downloadCsv(
              `${simulation.period_id}-${simulation.policy}.csv`,
              ['holder_id', 'amount', 'delta', 'currency'],
              holders.map((holder) => [holder.holder_id, holder.amount, holder.delta, currency]),
            )
          }
        >
          Export as CSV
        </Button>
        <span className="visually-hidden">{wordsOf(simulation.policy)}</span>
      </div>
    </div>
  );
}

function Movers(props: {
  readonly title: string;
  readonly rows: readonly { readonly holder_id: string; readonly amount: string; readonly delta: string }[];
  readonly currency: string;
}) {
  if (props.rows.length === 0) return null;
  return (
    <div className="stack-s">
      <h3>{props.title}</h3>
      <Table
        label={props.title}
        rows={props.rows}
        keyOf={(row) => row.holder_id}
        columns={[
          { title: 'Holder', cell: (row) => row.holder_id },
          {
            title: 'Would get',
            isNumeric: true,
            cell: (row) => <Amount value={row.amount} currency={props.currency} bare />,
          },
          {
            title: 'Difference',
            isNumeric: true,
            cell: (row) => <Amount value={row.delta} currency={props.currency} signed />,
          },
        ]}
      />
    </div>
  );
}
