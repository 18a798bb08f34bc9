import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { isZero } from '#console/money/decimal.ts';
import { LedgerFrame } from '#console/pages/ledger/ledger-frame.tsx';
import { trialBalanceQuery } from '#console/pages/ledger/ledger-queries.ts';
import { Amount } from '#console/ui/amount.tsx';
import { Panel } from '#console/ui/page.tsx';
import { Empty, QueryView } from '#console/ui/query-view.tsx';
import { Table } from '#console/ui/table.tsx';

/** Money without an owner, account by account, with the way out of it. */
export function HoldingPage() {
  const query = useQuery(trialBalanceQuery);
  const rows = (query.data?.accounts ?? []).filter(
    ({ account, credit, debit }) => account.startsWith('holding:') && !(isZero(credit) && isZero(debit)),
  );
  return (
    <LedgerFrame title="Holding" lead="Money that waits: for its owner’s registration, or for the next month’s pool.">
      <Panel flush>
        <QueryView query={query} isEmpty={() => rows.length === 0} empty={<Empty title="Nothing is held" />} lines={6}>
          {() => (
            <Table
              label="Holding accounts"
              rows={rows}
              keyOf={(row) => row.account}
              columns={[
                {
                  title: 'Account',
                  cell: (row) => (
                    <Link to="/ledger" search={{ account: row.account } as never}>
                      <code>{row.account}</code>
                    </Link>
                  ),
                },
                { title: 'How it leaves', cell: (row) => wayOut(row.account) },
                {
                  title: 'Held',
                  isNumeric: true,
                  cell: (row) => <Amount value={isZero(row.credit) ? row.debit : row.credit} currency={row.currency} />,
                },
              ]}
            />
          )}
        </QueryView>
      </Panel>
    </LedgerFrame>
  );
}

function wayOut(account: string): string {
  if (account.includes(':residual')) return 'Carried into the country’s next pool';
  if (account.includes(':unattributed')) return 'Released when rights are registered';
  return 'Ended by the decision it waits for';
}
