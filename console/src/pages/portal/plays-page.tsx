import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { answered, api } from '#console/api/client.ts';
import { HolderFrame } from '#console/pages/portal/holder-frame.tsx';
import { latestMutationsQuery } from '#console/pages/portal/holder-queries.ts';
import { downloadCsv } from '#console/table/download-csv.ts';
import { useAsked } from '#console/ui/address.ts';
import { Amount } from '#console/ui/amount.tsx';
import { Button } from '#console/ui/button.tsx';
import { Choice } from '#console/ui/choice.tsx';
import { countryName, InstantText, monthName } from '#console/ui/instant.tsx';
import { Panel } from '#console/ui/page.tsx';
import { Empty, QueryView } from '#console/ui/query-view.tsx';
import { MoreButton } from '#console/ui/show-more.tsx';
import { Table } from '#console/ui/table.tsx';

const PERIOD_ID = /\b([A-Z]{2})_(\d{4})_(\d{2})\b/;

/** The very plays that a month's earnings are made of. */
export function PlaysPage() {
  return <HolderFrame title="Your plays">{(id) => <Plays holderId={id} />}</HolderFrame>;
}

function Plays({ holderId }: { readonly holderId: string }) {
  const [asked, ask] = useAsked();
  const mutations = useQuery(latestMutationsQuery(holderId));
  const periods = [
    ...new Set((mutations.data?.items ?? []).flatMap(({ source }) => PERIOD_ID.exec(source.id)?.[0] ?? [])),
  ];
  const period = asked['period'] ?? periods[0];
  return (
    <QueryView
      query={mutations}
      isEmpty={() => period === undefined}
      empty={
        <Panel>
          <Empty title="No month has paid for plays yet" />
        </Panel>
      }
    >
      {() =>
        period !== undefined && (
          <>
            <div className="row">
              <Choice
                label="Month"
                isLabelHidden
                value={period}
                options={[...new Set([period, ...periods])].map((value) => ({ value, label: periodName(value) }))}
                onChange={(chosen) => ask({ period: chosen })}
              />
            </div>
            <Lines holderId={holderId} periodId={period} />
          </>
        )
      }
    </QueryView>
  );
}

function Lines({ holderId, periodId }: { readonly holderId: string; readonly periodId: string }) {
  const query = useInfiniteQuery({
    queryKey: ['attribution', periodId, holderId],
    queryFn: ({ pageParam }) =>
      answered(
        api.GET('/v1/periods/{id}/attribution', {
          params: {
            path: { id: periodId },
            query: { holder_id: holderId, limit: 200, ...(pageParam !== '' && { cursor: pageParam }) },
          },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Panel title={periodName(periodId)} note="One line per play and kind of right; rate × share, exact" flush>
      <QueryView query={query} isEmpty={() => rows.length === 0} empty={<Empty title="No play of yours" />} lines={8}>
        {() => (
          <>
            <Table
              label="Plays that paid"
              rows={rows}
              keyOf={(row) => `${row.play_id} ${row.rights_type}`}
              columns={[
                { title: 'Played', cell: (row) => <InstantText at={row.played_at} /> },
                { title: 'Track', cell: (row) => <code>{row.track_id}</code> },
                { title: 'For', cell: (row) => row.rights_type },
                { title: 'Share', isNumeric: true, cell: (row) => <Amount value={row.snapshot_share} detail="rate" /> },
                { title: 'Rate', isNumeric: true, cell: (row) => <Amount value={row.rate} detail="rate" /> },
                {
                  title: 'Amount',
                  isNumeric: true,
                  cell: (row) => <Amount value={row.amount} currency={row.currency} />,
                },
              ]}
            />
            <div className="panel-body row">
              <MoreButton query={query} />
              <Button
                onPress={() =>
                  downloadCsv(
                    `plays-${holderId}-${periodId}.csv`,
                    ['play_id', 'track_id', 'played_at', 'rights_type', 'snapshot_share', 'rate', 'amount', 'currency'],
                    rows.map((row) => [
                      row.play_id,
                      row.track_id,
                      row.played_at,
                      row.rights_type,
                      row.snapshot_share,
                      row.rate,
                      row.amount,
                      row.currency,
                    ]),
                  )
                }
              >
                Export what is shown
              </Button>
            </div>
          </>
        )}
      </QueryView>
    </Panel>
  );
}

function periodName(id: string): string {
  const [, country = id, year = '', month = ''] = PERIOD_ID.exec(id) ?? [];
  return year === '' ? id : `${countryName(country)}, ${monthName(`${year}-${month}`)}`;
}
