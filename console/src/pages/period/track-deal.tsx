import { useQuery } from '@tanstack/react-query';
import { answered, api } from '#console/api/client.ts';
import { Amount, Count } from '#console/ui/amount.tsx';
import { InstantText } from '#console/ui/instant.tsx';
import { Panel } from '#console/ui/page.tsx';
import { QueryView } from '#console/ui/query-view.tsx';
import { Table } from '#console/ui/table.tsx';

/** Who earned what with a track, by the deal in force when it was played. */
export function TrackDeal({ periodId, trackId }: { readonly periodId: string; readonly trackId: string }) {
  const query = useQuery({
    queryKey: ['track-earnings', trackId, periodId],
    queryFn: () =>
      answered(
        api.GET('/v1/tracks/{track_id}/earnings', {
          params: { path: { track_id: trackId }, query: { period_id: periodId } },
        }),
      ),
    staleTime: 300_000,
  });
  return (
    <Panel title={`Track ${trackId}`} note="By the deal in force at each play" flush>
      <QueryView query={query} isEmpty={(earnings) => earnings.items.length === 0}>
        {(earnings) => (
          <Table
            label={`Earnings of track ${trackId}`}
            rows={earnings.items}
            keyOf={(row) => `${row.rights_type} ${row.rights_holder_id} ${row.snapshot_share}`}
            columns={[
              { title: 'Rights type', cell: (row) => row.rights_type },
              { title: 'Holder', cell: (row) => row.rights_holder_id },
              {
                title: 'Share of a play',
                isNumeric: true,
                cell: (row) => <Amount value={row.snapshot_share} detail="rate" />,
              },
              { title: 'Plays', isNumeric: true, cell: (row) => <Count value={row.plays} /> },
              { title: 'From', cell: (row) => <InstantText at={row.first_played_at} date /> },
              { title: 'To', cell: (row) => <InstantText at={row.last_played_at} date /> },
              {
                title: 'Earned',
                isNumeric: true,
                cell: (row) => <Amount value={row.amount} currency={earnings.currency} />,
              },
            ]}
          />
        )}
      </QueryView>
    </Panel>
  );
}
