import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { answered, api } from '#console/api/client.ts';
import { countText } from '#console/money/amount.ts';
import { isZero } from '#console/money/decimal.ts';
import { LedgerFrame } from '#console/pages/ledger/ledger-frame.tsx';
import { WayOut } from '#console/pages/ledger/way-out.tsx';
import { Amount, Count } from '#console/ui/amount.tsx';
import { Badge, wordsOf } from '#console/ui/badge.tsx';
import { InstantText } from '#console/ui/instant.tsx';
import { Panel } from '#console/ui/page.tsx';
import { Empty, QueryView } from '#console/ui/query-view.tsx';
import { ShowMore } from '#console/ui/show-more.tsx';
import { Table } from '#console/ui/table.tsx';

/** Money without an owner: how old it is, where it came from, how it gets out. */
export function HoldingPage() {
  return (
    <LedgerFrame title="Holding" lead="Money that waits: for its owner’s registration, or for the next month’s pool.">
      <Ageing />
      <HeldItems />
    </LedgerFrame>
  );
}

function Ageing() {
  const query = useQuery({ queryKey: ['ageing'], queryFn: () => answered(api.GET('/v1/holding/ageing')) });
  return (
    <QueryView query={query} isEmpty={({ items }) => items.length === 0} empty={null}>
      {({ items, as_of }) => (
        <Panel
          title="By age"
          note={
            <>
              As of <InstantText at={as_of} />
            </>
          }
          flush
        >
          <Table
            label="Held money by age"
            rows={items}
            keyOf={(row) => `${row.reason} ${row.currency} ${row.from_days}`}
            columns={[
              { title: 'Why', cell: (row) => wordsOf(row.reason) },
              {
                title: 'Days',
                cell: (row) =>
                  `${countText(row.from_days)}${row.before_days === null ? ' and more' : `–${countText(row.before_days - 1)}`}`,
              },
              { title: 'Items', isNumeric: true, cell: (row) => <Count value={row.count} /> },
              {
                title: 'Overdue',
                isNumeric: true,
                cell: (row) =>
                  isZero(row.overdue_amount) ? '—' : <Amount value={row.overdue_amount} currency={row.currency} />,
              },
              { title: 'Held', isNumeric: true, cell: (row) => <Amount value={row.amount} currency={row.currency} /> },
            ]}
          />
        </Panel>
      )}
    </QueryView>
  );
}

function HeldItems() {
  const query = useInfiniteQuery({
    queryKey: ['holding'],
    queryFn: ({ pageParam }) =>
      answered(
        api.GET('/v1/holding', { params: { query: { limit: 100, ...(pageParam !== '' && { cursor: pageParam }) } } }),
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  });
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Panel title="Item by item" note="Account by account, the oldest first" flush>
      <QueryView query={query} isEmpty={() => rows.length === 0} empty={<Empty title="Nothing is held" />} lines={6}>
        {() => (
          <>
            <Table
              label="Held items"
              rows={rows}
              keyOf={(row) => `${row.account} ${row.transaction_id}`}
              columns={[
                {
                  title: 'Account',
                  cell: (row) => (
                    <Link to="/ledger" search={{ account: row.account } as never}>
                      <code>{row.account}</code>
                    </Link>
                  ),
                },
                {
                  title: 'Since',
                  cell: (row) => (
                    <div>
                      <span className="nowrap">
                        {countText(row.age_days)} {row.age_days === 1 ? 'day' : 'days'}
                      </span>
                      {row.overdue && <Badge state="overdue" tone="bad" />}
                    </div>
                  ),
                },
                { title: 'How it leaves', cell: (row) => <WayOut held={row} /> },
                {
                  title: 'Held',
                  isNumeric: true,
                  cell: (row) => (
                    <Link to="/ledger/transactions/$id" params={{ id: row.transaction_id } as never}>
                      <Amount value={row.amount} currency={row.currency} />
                    </Link>
                  ),
                },
              ]}
            />
            <ShowMore query={query} />
          </>
        )}
      </QueryView>
    </Panel>
  );
}
