import { Link } from '@tanstack/react-router';
import { useIs } from '#console/api/session.ts';
import { Amount } from '#console/ui/amount.tsx';
import { wordsOf } from '#console/ui/badge.tsx';
import { InstantText } from '#console/ui/instant.tsx';
import { Table } from '#console/ui/table.tsx';

export interface Mutation {
  readonly entry_id: string;
  readonly account: string;
  readonly amount: string;
  readonly currency: string;
  readonly balance_after: string;
  readonly kind: string;
  readonly source: { readonly type: string; readonly id: string };
  readonly effective_at: string;
  readonly transaction_id: string;
}

/** A few mutations as a table. */
export function MutationRows({ rows }: { readonly rows: readonly Mutation[] }) {
  return (
    <Table
      label="Latest mutations"
      rows={rows}
      keyOf={(row) => row.entry_id}
      columns={[
        { title: 'Effective', cell: (row) => <InstantText at={row.effective_at} date /> },
        { title: 'What', cell: (row) => <MutationSource mutation={row} /> },
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
  );
}

const ID_CHARACTERS_MAX = 20;

/** As much of an id as tells it from another; a page further on shows the whole. */
const shortId = (id: string): string => (id.length > ID_CHARACTERS_MAX ? `${id.slice(0, 10)}…${id.slice(-6)}` : id);

/** `payable:holder:H-ADA:USD` → H-ADA. */
export const holderOf = (account: string): string | undefined => /:holder:([^:]+)/.exec(account)?.[1];

/** Why a balance moved, with the way to what moved it for whoever may go there. */
export function MutationSource({ mutation }: { readonly mutation: Mutation }) {
  const isStaff = useIs('admin', 'ops', 'approver', 'auditor');
  const text = `${wordsOf(mutation.kind)} · ${shortId(mutation.source.id)}`;
  if (!isStaff) return <span className="clip">{text}</span>;
  return (
    <Link
      to="/ledger/transactions/$id"
      params={{ id: mutation.transaction_id } as never}
      // Whose balance it was followed from, so that the way on leads to their lines among all.
      search={{ holder: holderOf(mutation.account) } as never}
      className="clip"
    >
      {text}
    </Link>
  );
}
