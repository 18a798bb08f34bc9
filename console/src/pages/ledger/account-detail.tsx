import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { answered, api } from '#console/api/client.ts';
import { accountQuery, type TwoClocks } from '#console/pages/ledger/ledger-queries.ts';
import { holderOf } from '#console/pages/portal/mutation-rows.tsx';
import { downloadCsv } from '#console/table/download-csv.ts';
import { Amount, Count } from '#console/ui/amount.tsx';
import { wordsOf } from '#console/ui/badge.tsx';
import { Button } from '#console/ui/button.tsx';
import { InstantText } from '#console/ui/instant.tsx';
import { Figures, Panel } from '#console/ui/page.tsx';
import { Empty, QueryView } from '#console/ui/query-view.tsx';
import { MoreButton } from '#console/ui/show-more.tsx';
import { Table } from '#console/ui/table.tsx';

interface Props {
  readonly account: string;
  /** One account, not a roll-up of several: it has entries. */
  readonly isLeaf: boolean;
  readonly clocks: TwoClocks;
}

/** One account or roll-up: its balances on their normal side, and an account's entries. */
export function AccountDetail({ account, isLeaf, clocks }: Props) {
  const query = useQuery(accountQuery(account, clocks));
  return (
    <div className="stack">
      <Panel title={account} note={isLeaf ? 'One account' : 'A roll-up'}>
        <QueryView query={query}>
          {(found) => (
            <div className="stack">
              {found.balances.map((balance) => (
                <Figures
                  key={balance.currency}
                  items={[
                    {
                      label: `Posted, ${balance.normal_side}`,
                      value: <Amount value={balance.posted} currency={balance.currency} />,
                    },
                    { label: 'Set aside', value: <Amount value={balance.reserved} currency={balance.currency} /> },
                    {
                      label: 'Not complete yet',
                      value: <Amount value={balance.incomplete} currency={balance.currency} />,
                    },
                    { label: 'Available', value: <Amount value={balance.available} currency={balance.currency} /> },
                  ]}
                />
              ))}
              <p className="small muted">
                <Count value={found.accounts} /> {found.accounts === 1 ? 'account' : 'accounts'}; effective by{' '}
                <InstantText at={found.as_of} />, recorded by <InstantText at={found.known_at} />.
              </p>
            </div>
          )}
        </QueryView>
      </Panel>
      {isLeaf && <Entries account={account} clocks={clocks} />}
    </div>
  );
}

function Entries({ account, clocks }: { readonly account: string; readonly clocks: TwoClocks }) {
  const query = useInfiniteQuery({
    queryKey: ['entries', account, clocks],
    queryFn: ({ pageParam }) =>
      answered(
        api.GET('/v1/ledger/accounts/{account}/entries', {
          params: {
            path: { account },
            query: { ...clocks, limit: 50, ...(pageParam !== '' && { cursor: pageParam }) },
          },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  });
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Panel title="Entries" note="Newest first" flush>
      <QueryView query={query} isEmpty={() => rows.length === 0} empty={<Empty title="No entry by then" />}>
        {() => (
          <>
            <Table
              label={`Entries of ${account}`}
              rows={rows}
              keyOf={(row) => row.entry_id}
              columns={[
                {
                  title: 'Transaction',
                  cell: (row) => (
                    <div>
                      <Link
                        to="/ledger/transactions/$id"
                        params={{ id: row.transaction_id } as never}
                        search={{ holder: holderOf(account) } as never}
                      >
                        {wordsOf(row.kind)}
                      </Link>
                      <div className="small muted">
                        <InstantText at={row.effective_at} date />
                      </div>
                    </div>
                  ),
                },
                {
                  title: 'Change, balance after',
                  isNumeric: true,
                  cell: (row) => (
                    <>
                      <Amount value={row.amount} currency={row.currency} signed />
                      <div className="small muted">
                        <Amount value={row.balance_after} currency={row.currency} />
                      </div>
                    </>
                  ),
                },
              ]}
            />
            <div className="panel-body row">
              <MoreButton query={query} />
              <Button
                onPress={() =>
                  downloadCsv(
                    `entries-${account.replaceAll(':', '-')}.csv`,
                    [
                      'entry_id',
                      'kind',
                      'amount',
                      'balance_after',
                      'currency',
                      'effective_at',
                      'recorded_at',
                      'transaction_id',
                    ],
                    rows.map((row) => [
                      row.entry_id,
                      row.kind,
                      row.amount,
                      row.balance_after,
                      row.currency,
                      row.effective_at,
                      row.recorded_at,
                      row.transaction_id,
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
