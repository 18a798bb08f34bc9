import { useState } from 'react';
import { answered, api } from '#console/api/client.ts';
import { useIs } from '#console/api/session.ts';
import { sumOf } from '#console/money/decimal.ts';
import type { JournalTransaction } from '#console/pages/ledger/transaction-page.tsx';
import { Button } from '#console/ui/button.tsx';
import { ConfirmDialog } from '#console/ui/confirm-dialog.tsx';
import { Field } from '#console/ui/field.tsx';
import { useAct } from '#console/ui/use-act.ts';

/** What the signed-in person may do with a journal transaction now. */
export function TransactionActions({ transaction }: { readonly transaction: JournalTransaction }) {
  const isOperator = useIs('ops', 'admin');
  const isApprover = useIs('approver', 'admin');
  const act = useAct();
  const [asking, setAsking] = useState<'approve' | 'reverse'>();
  const [note, setNote] = useState('');
  const id = transaction.transaction_id;
  const amounts = [...new Set(transaction.postings.map(({ currency }) => currency))].map((currency) => ({
    currency,
    amount: sumOf(transaction.postings.filter((posting) => posting.currency === currency).map(({ amount }) => amount)),
  }));
  const mayReverse = isOperator && transaction.state === 'posted' && transaction.reversed_by === null;
  return (
    <>
      {isApprover && transaction.state === 'prepared' && (
        <Button kind="primary" onPress={() => setAsking('approve')}>
          Approve
        </Button>
      )}
      {mayReverse && <Button onPress={() => setAsking('reverse')}>Reverse</Button>}
      {asking === 'approve' && (
        <ConfirmDialog
          title="Post this transaction?"
          action="Approve and post"
          amounts={amounts}
          onClose={() => setAsking(undefined)}
          act={({ key }) =>
            act(() =>
              answered(
                api.POST('/v1/ledger/transactions/{id}/approve', {
                  params: { path: { id }, header: { 'Idempotency-Key': key } },
                }),
              ),
            )
          }
        >
          <p>{transaction.note}</p>
        </ConfirmDialog>
      )}
      {asking === 'reverse' && (
        <ConfirmDialog
          title="Prepare the reversal?"
          action="Prepare it"
          kind="danger"
          amounts={amounts}
          onClose={() => setAsking(undefined)}
          act={({ key }) =>
            act(() =>
              answered(
                api.POST('/v1/ledger/transactions/{id}/reverse', {
                  params: { path: { id }, header: { 'Idempotency-Key': key } },
                  body: { note },
                }),
              ),
            )
          }
        >
          <p>It moves money once another person approves it.</p>
          <Field label="Why" value={note} onChange={setNote} isMultiline isRequired />
        </ConfirmDialog>
      )}
    </>
  );
}
