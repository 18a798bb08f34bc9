import { useQuery } from '@tanstack/react-query';
import { countText } from '#console/money/amount.ts';
import { isZero } from '#console/money/decimal.ts';
import { LineActions } from '#console/pages/settlement/line-actions.tsx';
import { statementsQuery, unmatchedQuery } from '#console/pages/settlement/settlement-queries.ts';
import { Amount, Count } from '#console/ui/amount.tsx';
import { Badge } from '#console/ui/badge.tsx';
import { DayText } from '#console/ui/instant.tsx';
import { Page, Panel } from '#console/ui/page.tsx';
import { Empty, QueryView } from '#console/ui/query-view.tsx';
import { Table } from '#console/ui/table.tsx';

/** Ledger against bank: what matched, what is proposed, what nobody has explained. */
export function SettlementPage() {
  return (
    <Page title="Settlement" lead="The ledger against the bank, line by line, until the difference is zero.">
      <OpenLines />
      <Statements />
    </Page>
  );
}

function OpenLines() {
  const query = useQuery(unmatchedQuery);
  return (
    <Panel title="Lines without an explanation" note="Oldest first" flush>
      <QueryView
        query={query}
        isEmpty={({ items }) => items.length === 0}
        empty={
          <Empty title="Every line is explained">
            <p>Bank statements are dropped under bank/; what they say is held against the ledger.</p>
          </Empty>
        }
      >
        {({ items }) => (
          <Table
            label="Unmatched lines"
            rows={items}
            keyOf={(line) => line.line_id}
            columns={[
              {
                title: 'Booked',
                cell: (line) => (
                  <div>
                    <DayText day={line.booked_on} />
                    <div className="small muted">
                      {countText(line.age_days)} {line.age_days === 1 ? 'day' : 'days'} ago
                    </div>
                  </div>
                ),
              },
              {
                title: 'What the bank says',
                cell: (line) => (
                  <div>
                    {line.counterparty ?? line.text ?? line.end_to_end_id ?? line.bank_reference ?? '—'}
                    <div className="small muted">
                      {line.counterparty !== null && line.text !== null ? line.text : line.reason}
                    </div>
                  </div>
                ),
              },
              {
                title: 'Proposed',
                cell: (line) =>
                  line.proposals.length === 0 ? (
                    <Badge state="unmatched" />
                  ) : (
                    <div>
                      <Badge state="proposed" />
                      <div className="small muted">{line.proposals[0]?.reason}</div>
                    </div>
                  ),
              },
              {
                title: 'Amount',
                isNumeric: true,
                cell: (line) => (
                  <Amount value={`${line.side === 'debit' ? '-' : ''}${line.amount}`} currency={line.currency} signed />
                ),
              },
              { title: 'Explain', cell: (line) => <LineActions line={line} /> },
            ]}
          />
        )}
      </QueryView>
    </Panel>
  );
}

function Statements() {
  const query = useQuery(statementsQuery);
  return (
    <Panel title="Bank statements" note="Newest closing day first" flush>
      <QueryView
        query={query}
        isEmpty={({ items }) => items.length === 0}
        empty={<Empty title="No statement has arrived yet" />}
      >
        {({ items }) => (
          <Table
            label="Bank statements"
            rows={items}
            keyOf={(statement) => statement.bank_statement_id}
            columns={[
              {
                title: 'Account',
                cell: (statement) => (
                  <div>
                    {statement.account}
                    <div className="small muted">
                      {statement.statement_id} · {statement.format}
                    </div>
                  </div>
                ),
              },
              { title: 'Closes', cell: (statement) => <DayText day={statement.closing.on} /> },
              {
                title: 'Bank',
                isNumeric: true,
                cell: (statement) => <Amount value={statement.closing.amount} currency={statement.currency} />,
              },
              {
                title: 'Ledger',
                isNumeric: true,
                cell: (statement) => <Amount value={statement.check?.ledger} currency={statement.currency} />,
              },
              {
                title: 'Matched',
                isNumeric: true,
                cell: (statement) => (
                  <>
                    <Count value={statement.matched} /> of <Count value={statement.lines} />
                  </>
                ),
              },
              {
                title: 'Difference',
                isNumeric: true,
                cell: (statement) =>
                  statement.check === null ? (
                    '—'
                  ) : isZero(statement.check.difference) ? (
                    <Badge state="ok" label="None" />
                  ) : (
                    <Amount value={statement.check.difference} currency={statement.currency} signed />
                  ),
              },
            ]}
          />
        )}
      </QueryView>
    </Panel>
  );
}
