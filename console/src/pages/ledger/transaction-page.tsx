import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { paths } from '#console/api/schema.d.ts';
import { LedgerFrame } from '#console/pages/ledger/ledger-frame.tsx';
import { transactionQuery } from '#console/pages/ledger/ledger-queries.ts';
import { ProofPanel } from '#console/pages/ledger/proof-panel.tsx';
import { SourceLink } from '#console/pages/ledger/source-link.tsx';
import { TransactionActions } from '#console/pages/ledger/transaction-actions.tsx';
import { useAddress } from '#console/ui/address.ts';
import { Amount, Count } from '#console/ui/amount.tsx';
import { Badge, wordsOf } from '#console/ui/badge.tsx';
import { Hash } from '#console/ui/hash.tsx';
import { InstantText } from '#console/ui/instant.tsx';
import { Figures, Panel } from '#console/ui/page.tsx';
import { Empty, QueryView } from '#console/ui/query-view.tsx';
import { Table } from '#console/ui/table.tsx';
import { Timeline } from '#console/ui/timeline.tsx';

export type JournalTransaction =
  paths['/v1/ledger/transactions/{id}']['get']['responses'][200]['content']['application/json'];

/** One journal transaction: its legs, where it came from, what came of it. */
export function TransactionPage() {
  const { id = '' } = useAddress();
  const query = useQuery(transactionQuery(id));
  const found = query.data;
  return (
    <LedgerFrame
      title={found === undefined ? 'Transaction' : `${wordsOf(found.kind)} transaction`}
      lead="What moved, why, by whom; never edited, only reversed."
      actions={
        found !== undefined && (
          <>
            <Badge state={found.state} />
            <TransactionActions transaction={found} />
          </>
        )
      }
    >
      <QueryView query={query} lines={8}>
        {(transaction) => (
          <div className="grid-main">
            <div className="stack">
              <Legs transaction={transaction} />
              <Lineage transaction={transaction} />
              <ProofPanel transactionId={transaction.transaction_id} />
            </div>
            <Panel title="Its states" note="Newest first, UTC">
              <Timeline
                events={transaction.timeline.map(({ state, at, actor, reason, by }) => ({
                  step: state,
                  at,
                  note: reason ?? '',
                  actor: by ?? actor,
                }))}
              />
            </Panel>
          </div>
        )}
      </QueryView>
    </LedgerFrame>
  );
}

function Legs({ transaction }: { readonly transaction: JournalTransaction }) {
  return (
    <Panel title="Legs" note="Each takes from its credit’s and gives to its debit’s side" flush>
      {transaction.postings.length === 0 ? (
        <Chunks ids={transaction.chunk_ids} />
      ) : (
        <Table
          label="Legs"
          rows={transaction.postings.map((posting, place) => ({ ...posting, place }))}
          keyOf={(row) => String(row.place)}
          columns={[
            { title: 'Debit', cell: (row) => <AccountLink account={row.debit} /> },
            { title: 'Credit', cell: (row) => <AccountLink account={row.credit} /> },
            { title: 'Amount', isNumeric: true, cell: (row) => <Amount value={row.amount} currency={row.currency} /> },
          ]}
        />
      )}
    </Panel>
  );
}

/** A thousand chunks are no list that anybody reads: the first ones stand here, and each names the whole. */
const CHUNKS_SHOWN = 24;

function Chunks({ ids }: { readonly ids: readonly string[] }) {
  const more = ids.length - CHUNKS_SHOWN;
  return (
    <Empty title="Posted in chunks">
      <p>
        <Count value={ids.length} /> {ids.length === 1 ? 'chunk carries' : 'chunks carry'} its parts; each is a
        transaction of its own.
      </p>
      <p className="row">
        {ids.slice(0, CHUNKS_SHOWN).map((id, index) => (
          <Link key={id} to="/ledger/transactions/$id" params={{ id } as never}>
            Chunk <Count value={index + 1} />
          </Link>
        ))}
        {more > 0 && (
          <span className="muted">
            and <Count value={more} /> more
          </span>
        )}
      </p>
    </Empty>
  );
}

function AccountLink({ account }: { readonly account: string }) {
  return (
    <Link to="/ledger" search={{ account } as never}>
      <code>{account}</code>
    </Link>
  );
}

function Lineage({ transaction }: { readonly transaction: JournalTransaction }) {
  const other = (id: string | null) =>
    id === null ? (
      '—'
    ) : (
      <Link to="/ledger/transactions/$id" params={{ id } as never}>
        <code>{id}</code>
      </Link>
    );
  return (
    <Panel title="Lineage">
      <Figures
        items={[
          { label: 'Came from', value: <SourceLink source={transaction.source} /> },
          { label: 'Effective', value: <InstantText at={transaction.effective_at} /> },
          { label: 'Recorded', value: <InstantText at={transaction.recorded_at} /> },
          { label: 'Part of', value: other(transaction.parent_id) },
          { label: 'Reversal of', value: other(transaction.reversal_of) },
          { label: 'Reversed by', value: other(transaction.reversed_by) },
          { label: 'Supersedes', value: other(transaction.supersedes) },
          { label: 'Superseded by', value: other(transaction.superseded_by) },
          { label: 'Content', value: <Hash value={transaction.content_hash} /> },
          { label: 'Note', value: transaction.note ?? '—' },
        ]}
      />
    </Panel>
  );
}
