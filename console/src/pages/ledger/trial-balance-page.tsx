import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { isZero } from '#console/money/decimal.ts';
import { LedgerFrame } from '#console/pages/ledger/ledger-frame.tsx';
import { trialBalanceQuery } from '#console/pages/ledger/ledger-queries.ts';
import { downloadCsv } from '#console/table/download-csv.ts';
import { Amount } from '#console/ui/amount.tsx';
import { Badge } from '#console/ui/badge.tsx';
import { Button } from '#console/ui/button.tsx';
import { Field } from '#console/ui/field.tsx';
import { Panel } from '#console/ui/page.tsx';
import { Empty, QueryView } from '#console/ui/query-view.tsx';
import { Table } from '#console/ui/table.tsx';

const ROWS_SHOWN = 300;

/** Every account on its side; debits and credits of each currency are equal, or something is very wrong. */
export function TrialBalancePage() {
  const query = useQuery(trialBalanceQuery);
  const [filter, setFilter] = useState('');
  return (
    <LedgerFrame title="Trial balance" lead="Debits and credits of every currency, and the difference, which is zero.">
      <QueryView
        query={query}
        isEmpty={({ currencies }) => currencies.length === 0}
        empty={
          <Panel>
            <Empty title="Nothing has been posted yet" />
          </Panel>
        }
        lines={8}
      >
        {({ currencies, accounts }) => {
          const wanted = accounts.filter(({ account }) => account.includes(filter));
          return (
            <>
              <Panel title="By currency" flush>
                <Table
                  label="Currencies"
                  rows={currencies}
                  keyOf={(row) => row.currency}
                  columns={[
                    { title: 'Currency', cell: (row) => row.currency },
                    {
                      title: 'Debits',
                      isNumeric: true,
                      cell: (row) => <Amount value={row.debits} currency={row.currency} />,
                    },
                    {
                      title: 'Credits',
                      isNumeric: true,
                      cell: (row) => <Amount value={row.credits} currency={row.currency} />,
                    },
                    {
                      title: 'Difference',
                      isNumeric: true,
                      cell: (row) => <Amount value={row.difference} currency={row.currency} />,
                    },
                    {
                      title: 'State',
                      cell: (row) =>
                        isZero(row.difference) ? (
                          <Badge state="ok" label="Balanced" />
                        ) : (
                          <Badge state="failed" label="Differs" />
                        ),
                    },
                  ]}
                />
              </Panel>
              <Panel
                title="By account"
                note={
                  <Button
                    onPress={() =>
                      downloadCsv(
                        'trial-balance.csv',
                        ['account', 'currency', 'debit', 'credit'],
                        accounts.map((row) => [row.account, row.currency, row.debit, row.credit]),
                      )
                    }
                  >
                    Export as CSV
                  </Button>
                }
                flush
              >
                <div className="panel-body">
                  <Field label="Find an account" value={filter} onChange={setFilter} placeholder="payable:holder:" />
                </div>
                <Table
                  label="Accounts"
                  rows={wanted.slice(0, ROWS_SHOWN)}
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
                    {
                      title: 'Debit',
                      isNumeric: true,
                      cell: (row) => <Side amount={row.debit} currency={row.currency} />,
                    },
                    {
                      title: 'Credit',
                      isNumeric: true,
                      cell: (row) => <Side amount={row.credit} currency={row.currency} />,
                    },
                  ]}
                />
                {wanted.length > ROWS_SHOWN && (
                  <p className="panel-body muted">The first {ROWS_SHOWN}; the export has all, the filter finds one.</p>
                )}
              </Panel>
            </>
          );
        }}
      </QueryView>
    </LedgerFrame>
  );
}

function Side({ amount, currency }: { readonly amount: string; readonly currency: string }) {
  return isZero(amount) ? null : <Amount value={amount} currency={currency} />;
}
