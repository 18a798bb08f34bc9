import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { countText, percentText } from '#console/money/amount.ts';
import { type ReportRow, reportRowPageQuery } from '#console/pages/reports/report-row-queries.ts';
import { useAsked } from '#console/ui/address.ts';
import { Amount } from '#console/ui/amount.tsx';
import { wordsOf } from '#console/ui/badge.tsx';
import { Button } from '#console/ui/button.tsx';
import { Figures, Panel } from '#console/ui/page.tsx';
import { Empty, QueryView } from '#console/ui/query-view.tsx';

/** The line that the address names: its cells as they were dropped, and how they became money. */
export function SourceLine({ reportId }: { readonly reportId: string }) {
  const [{ line, sheet = '', holder = '', from = '' }, ask] = useAsked();
  const query = useQuery({ ...reportRowPageQuery({ reportId, holder }, from), enabled: line !== undefined });
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (line !== undefined) place.current?.scrollIntoView({ block: 'nearest' });
  }, [line]);
  if (line === undefined) return null;
  const row = query.data?.items.find((one) => String(one.line) === line && one.sheet === sheet);
  return (
    <div ref={place}>
      <Panel
        title={`Line ${line} of the file`}
        note={
          <Button kind="plain" onPress={() => ask({ line: undefined, sheet: undefined, from: undefined })}>
            Close
          </Button>
        }
      >
        <QueryView query={query} isEmpty={() => row === undefined} empty={<Empty title="There is no such line here" />}>
          {() => row !== undefined && <Line row={row} />}
        </QueryView>
      </Panel>
    </div>
  );
}

function Line({ row }: { readonly row: ReportRow }) {
  return (
    <div className="stack">
      <div className="stack-s">
        <h3>As it was dropped</h3>
        <ol className="cells" aria-label="Cells of the line">
          {row.cells.map((cell, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the cells of a line never move
            <li key={place}>{cell === '' ? <span className="muted">empty</span> : <code>{cell}</code>}</li>
          ))}
        </ol>
      </div>
      <Figures items={moneyOf(row)} isWide />
    </div>
  );
}

/** From what the file says to what the holder got, in the order in which it was worked out. */
function moneyOf({ amount, currency, earned, filter }: ReportRow) {
  const reported = { label: 'In the file', value: amount === '' ? '—' : <Amount value={amount} currency={currency} /> };
  if (earned === null)
    return [reported, { label: 'In the ledger', value: filter === '' ? 'Not yet' : wordsOf(filter) }];
  return [
    reported,
    { label: 'Part of the money received', value: <Amount value={earned.converted} currency={earned.currency} /> },
    {
      label: `Commission, ${percentText(earned.commission_rate, 2)}`,
      value: <Amount value={earned.commission} currency={earned.currency} />,
    },
    { label: 'Earned', value: <Amount value={earned.holder_amount} currency={earned.currency} /> },
    {
      label: 'Holder',
      value: (
        <Link to="/portal/$id" params={{ id: earned.holder_id } as never}>
          {earned.holder_id}
        </Link>
      ),
    },
    { label: `Track, found by ${wordsOf(earned.match_kind)}`, value: <code>{earned.track_id}</code> },
  ];
}

/** The way from a row to its line. */
export function LineLink({ row, cursor }: { readonly row: ReportRow; readonly cursor: string }) {
  return (
    <Link
      to="."
      search={
        ((before: object) => ({
          ...before,
          line: String(row.line),
          sheet: row.sheet === '' ? undefined : row.sheet,
          from: cursor === '' ? undefined : cursor,
        })) as never
      }
      resetScroll={false}
      aria-label={`Line ${row.line}, as it was dropped`}
    >
      {countText(row.line)}
    </Link>
  );
}
