import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { percentText } from '#console/money/amount.ts';
import type { Period } from '#console/pages/close/period-queries.ts';
import { longTailQuery, USUAL_FLOOR } from '#console/pages/close/tile-queries.ts';
import { PeriodFrame } from '#console/pages/period/period-frame.tsx';
import { PeriodLink } from '#console/pages/period/period-link.tsx';
import { useAsked } from '#console/ui/address.ts';
import { Amount, Count } from '#console/ui/amount.tsx';
import { Button } from '#console/ui/button.tsx';
import { Field } from '#console/ui/field.tsx';
import { Panel } from '#console/ui/page.tsx';
import { Empty, Notice, QueryView } from '#console/ui/query-view.tsx';
import { Table } from '#console/ui/table.tsx';

const FLOOR = /^(0|[1-9]\d{0,11})(\.\d{1,10})?$/;

/** Who earned less than a floor with a month, and how little of it they share. */
export function LongTailPage() {
  return (
    <PeriodFrame>
      {(period) =>
        period.attributed === null ? (
          <Notice tone="info">The long tail is counted once this month is attributed.</Notice>
        ) : (
          <LongTail period={period} />
        )
      }
    </PeriodFrame>
  );
}

function LongTail({ period }: { readonly period: Period }) {
  const [asked, ask] = useAsked();
  const floor = FLOOR.test(asked['floor'] ?? '') ? (asked['floor'] ?? USUAL_FLOOR) : USUAL_FLOOR;
  const query = useQuery(longTailQuery(period.period_id, floor));
  return (
    <>
      <Panel title="Below the floor" note="Over the proven lines of the month, before payout" flush>
        <div className="panel-body">
          <FloorForm key={floor} floor={floor} currency={period.currency} onAsk={(text) => ask({ floor: text })} />
        </div>
        <QueryView query={query} isEmpty={(tail) => tail.holders.earners === 0} empty={<Empty title="Nobody earned" />}>
          {(tail) => (
            <Table
              label="Below the floor"
              rows={[
                { kind: 'Holders', ...tail.holders },
                { kind: 'Tracks', ...tail.tracks },
              ]}
              keyOf={(row) => row.kind}
              columns={[
                { title: 'Of', cell: (row) => row.kind },
                { title: 'Earned', isNumeric: true, cell: (row) => <Count value={row.earners} /> },
                { title: 'Below', isNumeric: true, cell: (row) => <Count value={row.below} /> },
                { title: 'Part of them', isNumeric: true, cell: (row) => percentText(row.below_share, 1) },
                {
                  title: 'They share',
                  isNumeric: true,
                  cell: (row) => <Amount value={row.amount_below} currency={tail.currency} detail="minor" />,
                },
                { title: 'Of the money', isNumeric: true, cell: (row) => percentText(row.amount_below_share, 2) },
              ]}
            />
          )}
        </QueryView>
      </Panel>
      <Panel title="Month by month" note="Newest first, the same floor" flush>
        <QueryView query={query} isEmpty={(tail) => tail.trend.length === 0} empty={null}>
          {(tail) => (
            <Table
              label="The long tail month by month"
              rows={tail.trend.toReversed()}
              keyOf={(row) => row.period_id}
              columns={[
                { title: 'Period', cell: (row) => <PeriodLink id={row.period_id} part="/long-tail" /> },
                { title: 'Holders below', isNumeric: true, cell: (row) => <Count value={row.holders_below} /> },
                { title: 'Part of them', isNumeric: true, cell: (row) => percentText(row.holders_below_share, 1) },
                {
                  title: 'Of the money',
                  isNumeric: true,
                  cell: (row) => percentText(row.holders_amount_below_share, 2),
                },
                { title: 'Tracks below', isNumeric: true, cell: (row) => <Count value={row.tracks_below} /> },
              ]}
            />
          )}
        </QueryView>
      </Panel>
    </>
  );
}

function FloorForm(props: {
  readonly floor: string;
  readonly currency: string | null;
  readonly onAsk: (floor: string) => void;
}) {
  const [text, setText] = useState(props.floor);
  const isAmount = FLOOR.test(text);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isAmount) props.onAsk(text);
  };
  return (
    <form className="row row-bottom" onSubmit={submit}>
      <Field
        label={`Floor${props.currency === null ? '' : ` in ${props.currency}`}`}
        value={text}
        onChange={setText}
        inputMode="decimal"
        error={isAmount ? undefined : 'An amount such as 10.00'}
      />
      <Button type="submit">Count</Button>
    </form>
  );
}
