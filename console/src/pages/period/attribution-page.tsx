import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { answered, api } from '#console/api/client.ts';
import type { components } from '#console/api/schema.d.ts';
import type { Period } from '#console/pages/close/period-queries.ts';
import { PeriodFrame } from '#console/pages/period/period-frame.tsx';
import { TrackDeal } from '#console/pages/period/track-deal.tsx';
import { useAsked } from '#console/ui/address.ts';
import { Amount } from '#console/ui/amount.tsx';
import { Button } from '#console/ui/button.tsx';
import { Field } from '#console/ui/field.tsx';
import { InstantText } from '#console/ui/instant.tsx';
import { Panel } from '#console/ui/page.tsx';
import { Empty, Notice, QueryView } from '#console/ui/query-view.tsx';
import { ShowMore } from '#console/ui/show-more.tsx';
import { Table } from '#console/ui/table.tsx';

type Line = components['schemas']['AttributionLine'];

/** From a holder to a track to the very plays that paid. */
export function AttributionPage() {
  return <PeriodFrame>{(period) => <Explorer period={period} />}</PeriodFrame>;
}

function Explorer({ period }: { readonly period: Period }) {
  const [asked, ask] = useAsked();
  const holder = asked['holder'] ?? '';
  const track = asked['track'] ?? '';
  if (period.attributed === null) return <Notice tone="info">This period is not attributed yet.</Notice>;
  return (
    <>
      <Search holder={holder} track={track} onAsk={(holderId, trackId) => ask({ holder: holderId, track: trackId })} />
      {track !== '' && <TrackDeal periodId={period.period_id} trackId={track} />}
      <Lines periodId={period.period_id} holder={holder} track={track} />
    </>
  );
}

function Search(props: {
  readonly holder: string;
  readonly track: string;
  readonly onAsk: (holder: string | undefined, track: string | undefined) => void;
}) {
  const [holder, setHolder] = useState(props.holder);
  const [track, setTrack] = useState(props.track);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    props.onAsk(holder.trim() || undefined, track.trim() || undefined);
  };
  return (
    <form className="panel panel-body row" onSubmit={submit} key={`${props.holder} ${props.track}`}>
      <Field label="Rights holder" value={holder} onChange={setHolder} placeholder="any" />
      <Field label="Track" value={track} onChange={setTrack} placeholder="any" />
      <Button type="submit" kind="primary">
        Find the lines
      </Button>
    </form>
  );
}

function Lines({
  periodId,
  holder,
  track,
}: {
  readonly periodId: string;
  readonly holder: string;
  readonly track: string;
}) {
  const query = useInfiniteQuery({
    queryKey: ['attribution', periodId, holder, track],
    queryFn: ({ pageParam }) =>
      answered(
        api.GET('/v1/periods/{id}/attribution', {
          params: {
            path: { id: periodId },
            query: {
              limit: 100,
              ...(holder !== '' && { holder_id: holder }),
              ...(track !== '' && { track_id: track }),
              ...(pageParam !== '' && { cursor: pageParam }),
            },
          },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Panel title="Lines" note="One per qualified play and holder; rate × share, exact" flush>
      <QueryView query={query} isEmpty={() => rows.length === 0} empty={<Empty title="No line fits" />} lines={8}>
        {() => (
          <>
            <LineTable rows={rows} />
            <ShowMore query={query} />
          </>
        )}
      </QueryView>
    </Panel>
  );
}

function LineTable({ rows }: { readonly rows: readonly Line[] }) {
  const narrowed = (change: Record<string, string>) => ((before: object) => ({ ...before, ...change })) as never;
  return (
    <Table
      label="Attribution lines"
      rows={rows}
      keyOf={(row) => `${row.play_id} ${row.rights_type} ${row.rights_holder_id}`}
      columns={[
        {
          title: 'Played',
          cell: (row) => (
            <div>
              <InstantText at={row.played_at} />
              <div className="small muted breakable">{row.play_id}</div>
            </div>
          ),
        },
        {
          title: 'Track',
          cell: (row) => (
            <Link to="." search={narrowed({ track: row.track_id })}>
              {row.track_id}
            </Link>
          ),
        },
        {
          title: 'Holder',
          cell: (row) => (
            <div>
              <Link to="." search={narrowed({ holder: row.rights_holder_id })}>
                {row.rights_holder_id}
              </Link>
              <div className="small muted">{row.rights_type}</div>
            </div>
          ),
        },
        { title: 'Share', isNumeric: true, cell: (row) => <Amount value={row.snapshot_share} detail="rate" /> },
        { title: 'Rate', isNumeric: true, cell: (row) => <Amount value={row.rate} detail="rate" /> },
        { title: 'Amount', isNumeric: true, cell: (row) => <Amount value={row.amount} currency={row.currency} /> },
      ]}
    />
  );
}
