import { problem } from '#kernel/api/problem';
import { getLedgerTransaction } from '#ledger/api';
import { transactionDocument } from '#ledger/ledger-document';
import { ledgerAccess } from '#platform/compose/ledger';
import { httpHandler } from '#platform/http/http-handler';

export const handler = httpHandler(getLedgerTransaction, async ({ params: { id } }) => {
  const transaction = await ledgerAccess().store.transaction(id);
  if (transaction === undefined) return problem(404, 'transaction-not-found', `No journal transaction ${id}`);
  return { status: 200, body: transactionDocument(transaction) };
});
